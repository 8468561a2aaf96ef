"""The element: once, closed, at the top, readable without script, with attributes that fit."""

from collections.abc import Iterator

from embed_header.site_check.address import origin_of
from embed_header.site_check.case import Case, Mode
from embed_header.site_check.kinds import Finding, Kind, found
from embed_header.site_check.markup import NESTED

_FIRST = 200 * 1024
_KNOWN = (
    *(
        "api",
        "tier",
        "organisation",
        "home-url",
        "login-url",
        "logout-url",
        "token-url",
        "switch-capacity-url",
    ),
    *("signed-in", "theme", "variant", "widgets"),
)
_EVERYWHERE = (
    "class",
    "dir",
    "hidden",
    "id",
    "lang",
    "role",
    "slot",
    "style",
    "tabindex",
    "title",
    "translate",
)
_VALUES = {
    "tier": ("0", "1", "2"),
    "signed-in": ("true", "false"),
    "theme": ("light", "dark"),
    "variant": ("consent",),
}
_IDLE = {
    Mode.LINKS: ("login-url", "logout-url", "token-url", "switch-capacity-url", "signed-in", "widgets"),
    Mode.TOLD: ("token-url", "signed-in", "widgets"),
}


def check_presence(case: Case) -> Iterator[Finding]:
    """Find none, several, or one that never ends."""
    if case.header is None:
        yield found(Kind.ELEMENT_MISSING)
    if len(case.markup.headers) > 1:
        yield found(Kind.ELEMENT_TWICE, count=len(case.markup.headers))
    if any(not header.ends for header in case.markup.headers):
        yield found(Kind.ELEMENT_OPEN)


def check_place(case: Case) -> Iterator[Finding]:
    """Find a header that a reader does not meet first, or that a browser is given late."""
    if case.header is None:
        return
    if case.header.before:
        yield found(Kind.ELEMENT_LOW, before=case.header.before)
    before = len(case.page.html[: case.header.tag.at].encode())
    if before > _FIRST:
        yield found(Kind.ELEMENT_LATE, kilobytes=before // 1024)


def check_nesting(case: Case) -> Iterator[Finding]:
    """Find a landmark of ours inside another one."""
    inside = case.header.inside if case.header else ()
    around = [name for name in inside if name in NESTED] or ["header"] * (inside.count("header") > 1)
    if around:
        yield found(Kind.ELEMENT_NESTED, around=f"<{around[-1]}>")


def check_fallback(case: Case) -> Iterator[Finding]:
    """Find a header that is empty without script."""
    if case.header and not case.header.links:
        yield found(Kind.NO_FALLBACK)


def check_api(case: Case) -> Iterator[Finding]:
    """Find a header that asks another gateway."""
    given = case.attribute("api")
    if given and origin_of(case.address(given)) != case.gateway:
        yield found(Kind.ELEMENT_API, api=given, gateway=case.gateway)


def check_attributes(case: Case) -> Iterator[Finding]:
    """Find attributes and values that we do not know, or that do nothing in this tier."""
    for name, value in case.header.tag.attributes.items() if case.header else ():
        if name not in (*_KNOWN, *_EVERYWHERE) and not name.startswith(("data-", "aria-", "on")):
            yield found(Kind.ATTRIBUTE_UNKNOWN, name=name)
        elif name in _VALUES and value not in _VALUES[name]:
            yield found(Kind.ATTRIBUTE_VALUE, name=name, value=value, allowed=", ".join(_VALUES[name]))
        elif name in _IDLE.get(case.mode, ()):
            yield found(Kind.ATTRIBUTE_IDLE, name=name, tier=case.mode.value)


def check_base(case: Case) -> Iterator[Finding]:
    """Find a base of another origin: it takes the relative addresses of the header there."""
    if case.header and origin_of(case.address("")) != origin_of(case.page.url):
        yield found(Kind.BASE_ELSEWHERE, base=case.markup.base)
