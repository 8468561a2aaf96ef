"""All checks, in the order in which their findings are told; each looks at a case and names what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from embed_header.site_check import (
    check_document,
    check_element,
    check_files,
    check_isolation,
    check_links,
    check_policy,
    check_release,
    check_site,
    check_token,
)
from embed_header.site_check.case import Case, Mode
from embed_header.site_check.check_widgets import check_widgets
from embed_header.site_check.kinds import Finding, Kind, Level, found

_MOST = 20
"""Findings of one check that are told: who has mended them sees the rest."""
_ELEMENT = frozenset({Mode.LINKS, Mode.TOLD, Mode.TOKEN, Mode.NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Checks of one thing; where none of them warns, ``fine`` is said. ``modes`` are the pages that it concerns."""

    fine: Kind
    checks: tuple[Callable[[Case], Iterator[Finding]], ...]
    modes: frozenset[Mode] = frozenset(Mode)


GROUPS = (
    Group(fine=Kind.SITE_FINE, checks=(check_site.check_environment, check_site.check_scope)),
    Group(
        fine=Kind.FILES_FINE,
        checks=(
            check_files.check_script,
            check_files.check_style,
            check_files.check_origin,
            check_files.check_crossorigin,
            check_release.check_version,
            check_release.check_same_release,
            check_release.check_integrity,
        ),
        modes=_ELEMENT,
    ),
    Group(
        fine=Kind.ELEMENT_FINE,
        checks=(
            check_element.check_presence,
            check_element.check_place,
            check_element.check_nesting,
            check_element.check_fallback,
            check_element.check_api,
            check_element.check_attributes,
            check_element.check_base,
            check_widgets,
        ),
        modes=_ELEMENT,
    ),
    Group(
        fine=Kind.POLICY_FINE,
        checks=(
            check_policy.check_presence,
            check_policy.check_blocked,
            check_policy.check_form,
            check_policy.check_width,
            check_policy.check_trusted_types,
            check_policy.check_sandbox,
            check_isolation.check_integrity_policy,
            check_isolation.check_embedder_policy,
            check_isolation.check_referrer_policy,
        ),
    ),
    Group(
        fine=Kind.DOCUMENT_FINE,
        checks=(
            check_document.check_size,
            check_document.check_language,
            check_document.check_title,
            check_document.check_main,
            check_document.check_viewport,
        ),
    ),
    Group(
        fine=Kind.LINKS_FINE,
        checks=(check_links.check_links, check_links.check_login),
        modes=frozenset({Mode.TOLD, Mode.TOKEN}),
    ),
    Group(
        fine=Kind.TOKEN_FINE,
        checks=(check_token.check_endpoint, check_token.check_foreign),
        modes=frozenset({Mode.TOKEN}),
    ),
)


def findings(case: Case) -> Iterator[Finding]:
    """Run all checks that concern a page."""
    if case.mode is Mode.DROP_IN:
        yield found(Kind.DROP_IN)
    for group in GROUPS:
        if case.mode not in group.modes:
            continue
        seen = [finding for check in group.checks for finding in _told(check(case))]
        if all(finding.kind.level < Level.WARNING for finding in seen):
            yield found(group.fine, origin=case.site.origin, gateway=case.gateway)
        yield from seen


def _told(seen: Iterator[Finding]) -> Iterator[Finding]:
    """Tell the first findings of a check, each once."""
    told: list[Finding] = []
    for finding in islice(seen, _MOST):
        if finding not in told:
            told.append(finding)
            yield finding
