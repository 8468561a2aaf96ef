"""Content Security Policy Level 3, as far as it decides what of the header a browser loads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

LONGEST = 16 * 1024
"""Characters of all policies of a page together: servers send no longer fields (nginx 8 KB, Apache 16 KB)."""

KEYWORDS = ("none", "self", "strict-dynamic", "unsafe-inline", "unsafe-eval", "unsafe-hashes")
_PORTS = {"http": 80, "https": 443}
_FALLBACK = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What is asked for, split once; the port is the usual one where none stands."""

    scheme: str
    host: str
    port: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What a directive allows; ``directive`` is the one that was found in the place of what was asked."""

    directive: str
    listed: Sequence[str]

    def has(self, keyword: str) -> bool:
        """Tell whether a keyword, nonce or hash is listed; nonces and hashes differ by case, keywords do not."""
        return f"'{keyword}'" in self._words

    def allow(self, url: Address, page: Address) -> bool:
        """Tell whether an address may be loaded by a page (section 6.7.2.8)."""
        if self.has("self") and is_same_origin(url, page):
            return True
        if "*" in self._words and url.scheme in _PORTS:
            return True
        return any(place.allows(url, page.scheme) for place in self._places)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset((*self.listed, *(one.lower() for one in self.listed)))

    @cached_property
    def _places(self) -> list["_Place"]:
        return [_place(one) for one in self.listed if one != "*" and not one.startswith("'")]


Policy = Mapping[str, Sequence[str]]
"""Directives by name, in lower case; what is listed twice stands there once."""


def policies(text: str) -> list[Policy]:
    """Read header fields and meta elements, joined by commas: all of them count, up to ``LONGEST`` characters."""
    whole = text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]
    return [policy for one in whole.split(",") if (policy := _policy(one))]


def sources(policy: Policy, asked: str) -> Sources | None:
    """Return what a policy says about loading (section 6.8.3), None where it says nothing."""
    for name in _FALLBACK[asked]:
        if name in policy:
            return Sources(directive=name, listed=policy[name])
    return None


def address(url: str) -> Address:
    """Split an address."""
    parts = urlsplit(url)
    return Address(
        scheme=parts.scheme, host=parts.hostname or "", port=_port(parts), path=unquote(parts.path)
    )


def is_same_origin(one: Address, other: Address) -> bool:
    """Compare origins (RFC 6454 section 5)."""
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A source that names a scheme, a host, or both; ``host`` is None where all are meant."""

    scheme: str
    host: str | None
    port: str = ""
    path: str = ""

    def allows(self, url: Address, page_scheme: str) -> bool:
        if not _is_host(self.host, url.host):
            return False
        return (
            _is_scheme(self.scheme or page_scheme, url.scheme)
            and _is_port(self.port, url)
            and _is_path(self.path, url.path)
        )


def _policy(text: str) -> Policy:
    found: dict[str, Sequence[str]] = {}
    for directive in text.split(";"):
        name, *values = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), [*dict.fromkeys(values)])
    return found


def _place(source: str) -> _Place:
    if source.endswith(":") and "/" not in source:
        return _Place(scheme=source[:-1].lower(), host=None, port="*")
    scheme, _, rest = source.rpartition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    return _Place(scheme=scheme.lower(), host=name.lower(), port=port, path=unquote(slash + path))


def _port(parts: SplitResult) -> str:
    usual = _PORTS.get(parts.scheme, "")
    try:
        return str(parts.port or usual)
    except ValueError:
        return ""


def _is_scheme(allowed: str, scheme: str) -> bool:
    return allowed == scheme or (allowed, scheme) == ("http", "https")


def _is_host(allowed: str | None, host: str) -> bool:
    if allowed is None:
        return True
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else allowed == host


def _is_port(allowed: str, url: Address) -> bool:
    """Compare ports; without one the usual one of the address's scheme is meant."""
    return allowed == "*" or (allowed or str(_PORTS.get(url.scheme))) == url.port


def _is_path(allowed: str, path: str) -> bool:
    """Compare paths: one that ends with a slash stands for all below it, another for itself."""
    if not allowed:
        return True
    return path.startswith(allowed) if allowed.endswith("/") else path == allowed
