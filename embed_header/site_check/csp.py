"""Content Security Policy Level 3, as far as it decides what of the header a browser loads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

KEYWORDS = ("none", "self", "strict-dynamic", "unsafe-inline", "unsafe-eval", "unsafe-hashes")
_PORTS = {"http": 80, "https": 443}
_FALLBACK = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a directive allows; ``directive`` is the one that was found in the place of what was asked."""

    directive: str
    listed: Sequence[str]

    def has(self, keyword: str) -> bool:
        """Tell whether a keyword, nonce or hash is listed; nonces and hashes differ by case, keywords do not."""
        quoted = f"'{keyword}'"
        return any(quoted in (one, one.lower()) for one in self.listed)

    def allow(self, address: str, page: str) -> bool:
        """Tell whether an address may be loaded by a page (section 6.7.2.8)."""
        return any(_matches(source, urlsplit(address), urlsplit(page)) for source in self.listed)


Policy = Mapping[str, Sequence[str]]
"""Directives by name, in lower case."""


def policies(texts: Iterable[str]) -> list[Policy]:
    """Read header fields and meta elements: each may hold several policies, and all of them count."""
    found = [_policy(one) for text in texts for one in text.split(",")]
    return [policy for policy in found if policy]


def sources(policy: Policy, asked: str) -> Sources | None:
    """Return what a policy says about loading (section 6.8.3), None where it says nothing."""
    for name in _FALLBACK[asked]:
        if name in policy:
            return Sources(directive=name, listed=policy[name])
    return None


def _policy(text: str) -> Policy:
    found: dict[str, Sequence[str]] = {}
    for directive in text.split(";"):
        name, *values = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), values)
    return found


def _matches(source: str, url: SplitResult, page: SplitResult) -> bool:
    if source.lower() == "'self'":
        return (url.scheme, url.netloc) == (page.scheme, page.netloc)
    if source.startswith("'"):
        return False
    if source == "*":
        return url.scheme in _PORTS
    if source.endswith(":") and "/" not in source:
        return _is_scheme(source[:-1].lower(), url.scheme)
    scheme, _, rest = source.rpartition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    return (
        _is_scheme(scheme.lower() or page.scheme, url.scheme)
        and _is_host(name.lower(), url.hostname or "")
        and _is_port(port, url)
        and _is_path(slash + path, url.path)
    )


def _is_scheme(allowed: str, scheme: str) -> bool:
    return allowed == scheme or (allowed, scheme) == ("http", "https")


def _is_host(allowed: str, host: str) -> bool:
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else allowed == host


def _is_port(allowed: str, url: SplitResult) -> bool:
    """Compare ports; without one the usual one of the address's scheme is meant."""
    usual = _PORTS.get(url.scheme)
    return allowed == "*" or (allowed or str(usual)) == str(url.port or usual)


def _is_path(allowed: str, path: str) -> bool:
    """Compare paths: one that ends with a slash stands for all below it, another for itself."""
    if not allowed:
        return True
    return (
        unquote(path).startswith(unquote(allowed))
        if allowed.endswith("/")
        else unquote(path) == unquote(allowed)
    )
