"""The page around the header: what a reader, and a screen reader, needs of it (WCAG 2.2)."""

import re
from collections.abc import Iterator

from embed_header.site_check.case import Case
from embed_header.site_check.kinds import Finding, Kind, found
from profile_core.contract import LANGUAGES


def check_size(case: Case) -> Iterator[Finding]:
    """Find more than anybody looks at; what comes after it was not checked."""
    for what in case.crowds:
        yield found(Kind.PAGE_CROWDED, what=what)


def check_language(case: Case) -> Iterator[Finding]:
    """Find a page without a language, in which the header has none either (WCAG 3.1.1)."""
    language = case.markup.attributes.get("lang", "").strip()
    if not language:
        yield found(Kind.LANGUAGE_MISSING)
    elif language[:2].lower() not in LANGUAGES:
        yield found(Kind.LANGUAGE_OTHER, language=language)


def check_title(case: Case) -> Iterator[Finding]:
    """Find a page without a title (WCAG 2.4.2)."""
    if not case.markup.title:
        yield found(Kind.TITLE_MISSING)


def check_main(case: Case) -> Iterator[Finding]:
    """Find a page in which one cannot go past the header to the content (WCAG 2.4.1)."""
    if not case.markup.mains:
        yield found(Kind.MAIN_MISSING)


def check_viewport(case: Case) -> Iterator[Finding]:
    """Find a page that does not fit a phone, or that nobody may enlarge (WCAG 1.4.4)."""
    said = case.markup.meta("name", "viewport")
    if not said:
        yield found(Kind.VIEWPORT_MISSING)
        return
    pairs = (part.partition("=") for part in re.split("[,;]", said[-1]))
    settings = {name.strip().lower(): value.strip().lower() for name, _, value in pairs}
    largest = settings.get("maximum-scale", "")
    if settings.get("user-scalable") in ("no", "0") or re.fullmatch(r"0?\.\d+|1(\.\d+)?", largest):
        yield found(Kind.ZOOM_FORBIDDEN, content=said[-1])
