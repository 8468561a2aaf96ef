"""Only registered origins are asked, only for what the check needs, and nothing of a slow or endless site harms us."""

import pytest

from embed_header.site_check.examine import examine
from embed_header.site_check.kinds import Finding, Kind
from profile_core.contract import Environment, Platform, ids
from tests.embed_header.registered_sites import add_site
from tests.embed_header.site_check.sample import HANGS, Site
from tests.standing import stood


async def findings(platform: Platform, address: str, patience: float = 5) -> dict[Kind, Finding]:
    report = await examine(platform, address, patience=patience)
    return {finding.kind: finding for finding in report.findings}


async def test_unregistered_origin_is_never_asked(platform: Platform, site: Site):
    other = site.origin.replace("gent.", "www.gent.")
    assert set(await findings(platform, f"{other}/")) == {Kind.SITE_UNKNOWN}
    assert site.asked == []


async def test_plain_http_of_a_registered_site_is_told_and_never_asked(platform: Platform, site: Site):
    async with platform.store.begin() as tx:
        await add_site(tx, "https://www.gent.be", ids.plain_id(), Environment.LIVE, "secure")
    found = await findings(platform, "http://www.gent.be/")
    assert set(found) == {Kind.PLAIN_HTTP}
    assert found[Kind.PLAIN_HTTP].values["secure"] == "https://www.gent.be"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "no address",
        "javascript:alert(1)",
        "https://",
        "https://a:b@gent.be/",
        "https://gent.be:99999/",
        "http://[",
        "https://x\0/",
    ],
)
async def test_what_is_no_address_is_said_to_be_none(platform: Platform, site: Site, typed: str):
    assert set(await findings(platform, typed)) <= {Kind.ADDRESS_UNUSABLE, Kind.SITE_UNKNOWN}


async def test_address_without_a_scheme_is_taken_for_https(platform: Platform, site: Site):
    report = await examine(platform, "www.gent.be", patience=1)
    assert report.address == "https://www.gent.be"


async def test_redirects_within_the_origin_are_followed_three_times(platform: Platform, site: Site):
    page = site.answers["page"]
    site.answers |= {
        "one": "301\nlocation: /two\n\n", "two": "302\nlocation: /three\n\n", "three": "307\nlocation: /four\n\n", "four": page,
    }  # fmt: skip
    assert Kind.ELEMENT_FINE in await findings(platform, f"{site.origin}/one")
    site.answers["zero"] = "301\nlocation: /one\n\n"
    found = await findings(platform, f"{site.origin}/zero")
    assert set(found) == {Kind.PAGE_UNREAD}
    assert "more than 3 redirects" in found[Kind.PAGE_UNREAD].values["why"]


async def test_redirects_to_other_origins_are_not_followed(platform: Platform, site: Site):
    elsewhere, page = Site(), site.answers["page"]
    with stood(elsewhere.app()) as port:
        away = f"302\nlocation: http://127.0.0.1:{port}/\n\n"
        site.answers["page"] = away
        assert set(await findings(platform, f"{site.origin}/")) == {Kind.PAGE_LEADS_AWAY}
        site.answers |= {"page": page, "login": away, "token": away}
        assert Kind.LINK_LEADS_AWAY in await findings(platform, f"{site.origin}/")
    assert elsewhere.asked == []


async def test_addresses_of_other_origins_are_told_and_not_asked(platform: Platform, site: Site):
    elsewhere = Site()
    with stood(elsewhere.app()) as port:
        other = f"http://127.0.0.1:{port}"
        named = f'login-url="{other}/login" logout-url="{other}/logout" token-url="{other}/token" data-was='
        site.answers["page"] = site.answers["page"].replace("login-url=", named, 1)
        found = await findings(platform, f"{site.origin}/")
    assert {Kind.LINK_ELSEWHERE, Kind.TOKEN_ELSEWHERE} <= set(found)
    assert elsewhere.asked == []


async def test_site_is_asked_for_five_things_and_no_cookie_goes_along(platform: Platform, site: Site):
    await findings(platform, f"{site.origin}/?page=1")
    assert sorted(site.asked) == [
        ("GET", "/"), ("GET", "/login"), ("GET", "/logout"),
        ("POST", "/citizen-profile/header-token"), ("POST", "/citizen-profile/header-token"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "kind"), [("page", Kind.PAGE_UNREAD), ("login", Kind.LINK_UNREAD), ("token", Kind.TOKEN_UNREAD)]
)
async def test_site_that_hangs_is_given_up(platform: Platform, site: Site, where: str, kind: Kind):
    site.answers[where] = HANGS
    assert kind in await findings(platform, f"{site.origin}/", patience=0.5)


async def test_endless_page_is_not_read_to_its_end(platform: Platform, site: Site):
    site.answers["page"] += "x" * 1_100_000
    found = await findings(platform, f"{site.origin}/")
    assert "longer than" in found[Kind.PAGE_UNREAD].values["why"]
