"""The Content-Security-Policy: whether it lets the header load and ask, and how much more than it must."""

from collections.abc import Iterator
from dataclasses import dataclass

from embed_header.site_check import csp
from embed_header.site_check.case import Case, Mode
from embed_header.site_check.csp import Address, Sources
from embed_header.site_check.kinds import Finding, Kind, found
from embed_header.site_check.tags import Tag

_TYPES, _TYPES_OF_DROP_IN = "citizen-profile", "citizen-profile-drop-in"
_LOADING = ("default-src", "script-src", "script-src-elem", "style-src", "style-src-elem", "connect-src")
_PREFIXES = ("nonce-", "sha256-", "sha384-", "sha512-")
_MOST = 10
"""Scripts, and style sheets, of ours in a page that are compared with its policies; one of each is right."""
_WIDE = ("*", "https:", "http:", "data:", "blob:")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What a policy must let through; ``tag`` is the element of the page, a script of ours adds the others."""

    asked: str
    address: Address
    tag: Tag | None = None


def check_presence(case: Case) -> Iterator[Finding]:
    """Find a page without a policy, which runs whatever somebody manages to write into it."""
    if not case.policies:
        yield found(Kind.POLICY_MISSING)


def check_blocked(case: Case) -> Iterator[Finding]:
    """Find what each policy keeps from the header."""
    told: set[tuple[str, ...]] = set()
    needs, page = list(_needs(case)), csp.address(case.page.url)
    for policy in case.policies:
        said = {asked: csp.sources(policy, asked) for asked in {need.asked for need in needs}}
        for need in needs:
            sources = said[need.asked]
            if sources is None or _allowed(sources, need, page):
                continue
            wanted = (
                sources.directive if sources.directive != "default-src" else need.asked.removesuffix("-elem")
            )
            dynamic = need.asked == "script-src-elem" and sources.has("strict-dynamic")
            source = "'self'" if csp.is_same_origin(need.address, page) else case.gateway
            if (wanted, source) not in told:
                told.add((wanted, source))
                kind = Kind.POLICY_STRICT_DYNAMIC if dynamic else Kind.POLICY_BLOCKS
                yield found(kind, directive=wanted, source=source)


def check_form(case: Case) -> Iterator[Finding]:
    """Find keywords, nonces and hashes without quotes: they are names of hosts."""
    for policy in case.policies:
        for name in _LOADING:
            for source in policy.get(name, ()):
                if source.lower() in csp.KEYWORDS or source.lower().startswith(_PREFIXES):
                    yield found(Kind.POLICY_UNQUOTED, directive=name, source=source)


def check_width(case: Case) -> Iterator[Finding]:
    """Find scripts allowed from origins that are not named."""
    for policy in case.policies:
        sources = csp.sources(policy, "script-src-elem")
        for source in sources.listed if sources and not sources.has("strict-dynamic") else ():
            if source in _WIDE or "://*" in source or source.startswith("*."):
                yield found(Kind.POLICY_WIDE, source=source, gateway=case.gateway)


def check_trusted_types(case: Case) -> Iterator[Finding]:
    """Find a page that forbids the policy through which a script of ours loads others (Trusted Types)."""
    needed = _TYPES_OF_DROP_IN if case.mode is Mode.DROP_IN else _TYPES if case.attribute("widgets") else ""
    for policy in case.policies:
        names = policy.get("trusted-types")
        if needed and names is not None and not {needed, "*"} & {*names}:
            yield found(Kind.POLICY_TRUSTED_TYPES, policy=needed, names=" ".join(names))


def check_sandbox(case: Case) -> Iterator[Finding]:
    """Find a sandbox in which no script runs, or none under the origin of the page."""
    for policy in case.policies:
        given = policy.get("sandbox")
        lacking = {"allow-scripts", "allow-same-origin"} - {*(given or ())}
        if given is not None and lacking:
            yield found(Kind.POLICY_SANDBOX, tokens=" ".join(sorted(lacking)))


def _needs(case: Case) -> Iterator[_Need]:
    """Name what the page itself loads of us; the drop-in adopts its style, and a block without a widget is a link."""
    for tag in ([one.tag for one in case.scripts] or case.drop_ins)[:_MOST]:
        yield _need("script-src-elem", case.address(tag.attributes.get("src", "")), tag)
    for style in case.styles[:_MOST]:
        yield _need("style-src-elem", style.url, style.tag)
    if case.mode is Mode.TOKEN:
        for block in sorted({*case.attribute("widgets").split()} & {*case.widgets}):
            yield _need("script-src-elem", f"{case.gateway}/header/widgets/{block}/any.js")
        for path in ("/graphql", "/header/v1/live"):
            yield _need("connect-src", f"{case.gateway}{path}")
        yield _need("connect-src", case.token_url)


def _need(asked: str, url: str, tag: Tag | None = None) -> _Need:
    return _Need(asked=asked, address=csp.address(url), tag=tag)


def _allowed(sources: Sources, need: _Need, page: Address) -> bool:
    """Tell what a browser would do (section 6.7.1.1): a nonce or hash of a tag, else its address."""
    scripted = need.asked == "script-src-elem"
    nonce, integrity = (
        need.tag.attributes.get(name, "") if need.tag else "" for name in ("nonce", "integrity")
    )
    if nonce and sources.has(f"nonce-{nonce}"):
        return True
    if scripted and any(sources.has(one) for one in integrity.split()):
        return True
    if scripted and sources.has("strict-dynamic"):
        return need.tag is None
    return sources.allow(need.address, page)
