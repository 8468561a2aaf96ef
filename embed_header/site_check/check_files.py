"""Script and style sheet: whether they are there, in the right form and in time."""

from collections.abc import Iterator

from embed_header.site_check.address import origin_of, shown
from embed_header.site_check.case import Case, Mode
from embed_header.site_check.kinds import Finding, Kind, found

_AT_ONCE = ("", "all", "screen")


def check_script(case: Case) -> Iterator[Finding]:
    """Find no script of ours, several, or one that is no module."""
    if not case.scripts:
        yield found(Kind.SCRIPT_MISSING)
    if len(case.scripts) > 1:
        yield found(Kind.SCRIPT_TWICE, count=len(case.scripts))
    for script in case.scripts:
        if script.tag.attributes.get("type", "").strip().lower() != "module":
            yield found(Kind.SCRIPT_NO_MODULE)


def check_style(case: Case) -> Iterator[Finding]:
    """Find a style sheet that comes too late to hold the header's place."""
    if not case.styles and case.mode is not Mode.NONE:
        yield found(Kind.STYLE_MISSING)
    for style in case.styles[:1]:
        media = style.tag.attributes.get("media", "").strip().lower()
        if (case.header and style.tag.at > case.header.tag.at) or media not in _AT_ONCE:
            yield found(Kind.STYLE_LATE)


def check_origin(case: Case) -> Iterator[Finding]:
    """Find a copy elsewhere, which nobody mends."""
    for one in case.scripts:
        if origin_of(one.url) != case.gateway:
            yield found(Kind.FILE_ELSEWHERE, file=one.name, address=shown(one.url), gateway=case.gateway)


def check_crossorigin(case: Case) -> Iterator[Finding]:
    """Find files that browsers refuse for how they are asked for.

    A style sheet of another origin is compared with its hash only when it is asked for by CORS (SRI section 3.3).
    """
    styles = [one for one in case.styles if origin_of(one.url) != case.site.origin]
    for one in (*case.scripts, *styles):
        given = one.tag.attributes.get("crossorigin")
        if given is not None and given.strip().lower() == "use-credentials":
            yield found(Kind.FILE_CREDENTIALS, file=one.name)
    for style in styles:
        if "crossorigin" not in style.tag.attributes and "integrity" in style.tag.attributes:
            yield found(Kind.STYLE_NO_CROSSORIGIN)
