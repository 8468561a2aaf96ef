"""The check of a page finds each planted mistake, and none in the good page; on real HTTP and real databases."""

import pytest

from embed_header.site_check.examine import examine
from embed_header.site_check.kinds import Kind, Level
from profile_core.contract import Platform
from tests.embed_header.site_check.planted import PLANTED, Mistake
from tests.embed_header.site_check.sample import Site

FINE = {Kind.SITE_TEST, Kind.SITE_NOT_READY}
"""Said of each site that is for tests and without an agreement."""


async def kinds(platform: Platform, site: Site) -> set[Kind]:
    report = await examine(platform, f"{site.origin}/", patience=5)
    return {finding.kind for finding in report.findings}


async def test_good_page_has_no_mistakes(platform: Platform, site: Site):
    told = await kinds(platform, site)
    assert {kind for kind in told if kind.level is not Level.OK} == FINE
    assert {Kind.FILES_FINE, Kind.ELEMENT_FINE, Kind.POLICY_FINE, Kind.DOCUMENT_FINE} <= told
    assert {Kind.SITE_FINE, Kind.LINKS_FINE, Kind.TOKEN_FINE} <= told


@pytest.mark.parametrize(
    "mistake", PLANTED, ids=lambda one: f"{one.kind.code}: {one.old[:20]}>{one.new[:40]}"
)
async def test_mistake_is_found(platform: Platform, site: Site, mistake: Mistake):
    good = site.answers[mistake.where]
    assert mistake.old in good
    site.answers[mistake.where] = good.replace(mistake.old, mistake.new, 1)
    assert mistake.kind in await kinds(platform, site)
