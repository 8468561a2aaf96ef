"""What is right in another way is not called wrong."""

from typing import Any

import pytest

from embed_header import snippet
from embed_header.releases import SCRIPT, STYLE
from embed_header.site_check.examine import examine
from embed_header.site_check.kinds import Finding, Kind, Level
from embed_header.wishes import TIERS, Wishes
from profile_core.contract import Block, Environment, Platform, ids
from profile_core.directory import rows
from profile_core.directory.tables import agreement_table, application_table
from profile_core.kit import clock
from tests.embed_header.registered_sites import add_site
from tests.embed_header.site_check.sample import CLIENT, GATEWAY, RELEASE, Site, good, with_widget


async def findings(platform: Platform, site: Site) -> dict[Kind, Finding]:
    report = await examine(platform, f"{site.origin}/", patience=5)
    return {finding.kind: finding for finding in report.findings}


def bad(found: dict[Kind, Finding]) -> set[Kind]:
    return {kind for kind in found if kind.level >= Level.WARNING}


@pytest.mark.parametrize("style", ["", "/assets/kop.css"])
@pytest.mark.parametrize("tier", TIERS)
async def test_snippet_of_each_tier_passes_under_its_own_policy(
    platform: Platform, site: Site, tier: str, style: str
):
    wishes = Wishes(organisation="Stad Gent", tier=tier, pages={"fr": "/fr/"}, style_url=style)
    policy = "; ".join(["default-src 'none'", *snippet.policy(GATEWAY, wishes)])
    head = f"200\ncontent-type: text/html\ncontent-security-policy: {policy}\n\n"
    site.answers["page"] = (
        f'{head}<!doctype html><html lang="fr-BE"><title>Gand</title><meta name="viewport" content="width=device-width">'
        f"<body>{snippet.html(GATEWAY, RELEASE, wishes, {})}<main>Gand</main>"
    )
    found = await findings(platform, site)
    assert bad(found) == set(), found
    assert (Kind.TOKEN_FINE in found, Kind.LINKS_FINE in found) == (tier == "2", tier != "0")


async def test_own_copy_of_the_style_sheet_needs_neither_us_nor_cors(platform: Platform, site: Site):
    theirs = f'href="{GATEWAY}/header/{RELEASE.version}/{STYLE}" integrity="{RELEASE.integrity(STYLE)}"'
    own = f'href="/assets/kop.css?v=3" integrity="{RELEASE.integrity(STYLE)}"'
    page = site.answers["page"].replace(f"style-src 'self' {GATEWAY};", "style-src 'self';", 1)
    site.answers["page"] = page.replace(f'{theirs} crossorigin="anonymous"', own, 1)
    assert own in site.answers["page"]
    found = await findings(platform, site)
    assert bad(found) == set(), found


@pytest.mark.parametrize(
    ("listed", "tag"),
    [
        ("'nonce-r4nd0m' 'strict-dynamic' https:", ' nonce="r4nd0m"'),
        (f"'nonce-r4nd0m' {GATEWAY}", ""),
        (f"'{RELEASE.integrity(SCRIPT)}' {GATEWAY}/header/widgets/", ""),
        ("http://*.localhost:8400", ""),
        ("profile.localhost:*", ""),
        ("*", ""),
        (f"{GATEWAY}/header/", ""),
        (GATEWAY.upper().replace("HTTP", "http"), ""),
    ],
)
async def test_sources_that_let_the_header_through_are_seen_to(
    platform: Platform, site: Site, listed: str, tag: str
):
    page = site.answers["page"].replace(f"script-src {GATEWAY};", f"script-src {listed};", 1)
    site.answers["page"] = page.replace('<script type="module"', f'<script type="module"{tag}', 1)
    found = await findings(platform, site)
    assert bad(found) == set(), found


async def test_what_content_systems_wrap_around_a_page_is_no_mistake(platform: Platform, site: Site):
    around = (
        "<!-- cms --><noscript><iframe src=/x></iframe></noscript><script>var a = '<main>';</script>"
        '<svg hidden><symbol><title>Zoek</title></symbol></svg><form><input type="hidden" name="__VIEWSTATE">'
        '<template><p>Cookies</p><citizen-profile-header></citizen-profile-header></template><div class="page">'
    )
    page = (
        site.answers["page"].replace("<body>", f"<body>{around}").replace("</body>", "</div></form></body>")
    )
    site.answers["page"] = page.replace("<!doctype", "\ufeff<!DOCTYPE")
    found = await findings(platform, site)
    assert bad(found) == set(), found


async def test_drop_in_is_known_and_needs_no_element(platform: Platform, site: Site):
    """Its policy is the one of docs/header/drop-in.md: it adopts its style, and asks nothing."""
    whole = site.answers["page"].replace(f"style-src 'self' {GATEWAY}; connect-src 'self' {GATEWAY}; ", "", 1)
    before, _, after = whole.partition("<link rel")
    assert "style-src" not in before and "connect-src" not in before
    after = after.partition("</citizen-profile-header>")[2]
    script = f'<script src="{GATEWAY}/api/v2/widget/0199a1b2-0000-7000-8000-000000000000/embed"></script>'
    allowed = before.replace("trusted-types citizen-profile", "trusted-types citizen-profile-drop-in")
    site.answers["page"] = f"{allowed}{script}{after}"
    found = await findings(platform, site)
    assert Kind.DROP_IN in found
    assert bad(found) == set(), found
    site.answers["page"] = f"{before}{script}{after}"
    assert bad(await findings(platform, site)) == {Kind.POLICY_TRUSTED_TYPES}


async def test_widget_of_a_former_release_is_advice_and_a_strange_one_a_warning(
    platform: Platform, site: Site, block: Block
):
    from embed_header.widgets import widgets

    new, old = widgets([block])
    with_widget(site.answers, old.integrity)
    found = await findings(platform, site)
    assert bad(found) == set()
    assert found[Kind.WIDGET_OLD].values["pin"] == new.integrity
    site.answers = good(block)
    with_widget(site.answers, RELEASE.integrity(SCRIPT))
    assert bad(await findings(platform, site)) == {Kind.WIDGET_PIN}


async def test_live_site_needs_an_agreement_and_the_scope(platform: Platform, site: Site):
    await _go_live(platform, site, scopes=["openid"])
    assert bad(await findings(platform, site)) == {Kind.SITE_AGREEMENT, Kind.SITE_SCOPE}
    provider = await _go_live(platform, site, scopes=["openid", "header"])
    assert bad(await findings(platform, site)) == {Kind.SITE_AGREEMENT}
    async with platform.store.begin() as tx:
        for name in ("sso", "header"):
            await tx.insert(agreement_table, [_agreement(provider, name)])
    found = await findings(platform, site)
    assert bad(found) == set()
    assert not {Kind.SITE_TEST, Kind.SITE_NOT_READY} & set(found)


async def test_what_a_page_says_cannot_move_a_terminals_cursor(platform: Platform, site: Site):
    site.answers["page"] = site.answers["page"].replace('lang="nl"', 'lang="xx\x1b[2J"')
    found = await findings(platform, site)
    assert found[Kind.LANGUAGE_OTHER].values["language"] == "xx [2J"


async def _go_live(platform: Platform, site: Site, scopes: list[str]) -> Any:
    provider = ids.plain_id()
    async with platform.store.begin() as tx:
        await add_site(tx, site.origin, provider, Environment.LIVE, CLIENT)
        await rows.put(tx, application_table, {"client_id": CLIENT}, {"scopes": scopes})
    return provider


def _agreement(provider: Any, block: str) -> dict[str, Any]:
    return {
        "id": ids.plain_id(), "provider_id": provider, "block": block, "purpose": "test", "legal_basis": "test",
        "data_sets": [], "valid_from": clock.today("Europe/Brussels"), "valid_until": None,
    }  # fmt: skip
