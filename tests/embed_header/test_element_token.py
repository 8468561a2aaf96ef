"""How the element proves who it is: RFC 9449, no cookies, nothing kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix


def logged_in(page: Page):
    return page.get_by_role("button", name="Marieke")


def test_each_proof_is_new_and_a_nonce_once_learnt_serves_everywhere(page: Page, region: Region):
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    asked = [seen.path for seen in region.seen]
    assert asked.count("/citizen-profile/header-token") == 2
    assert asked.count("/graphql") == 1
    assert page.evaluate("heard.filter(([name]) => name === 'error')") == []
    assert len({proof["jti"] for proof in region.proofs}) == len(region.proofs)


def test_a_new_nonce_in_mid_session_is_followed(page: Page, region: Region):
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    region.nonce = "another"
    page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    assert "another" in [proof["nonce"] for proof in region.proofs if "nonce" in proof]
    expect(logged_in(page)).to_contain_text("In eigen naam")


@pytest.mark.smoke
def test_a_refused_token_is_renewed_once_and_the_question_asked_again(page: Page, region: Region):
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    region.refuse_once = True
    region.summary["name"] = "Marieke Peeters"
    page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    expect(page.get_by_role("button", name="Marieke Peeters")).to_be_visible()
    assert len(region.tokens) == 1


def test_a_token_is_renewed_before_it_ends(page: Page, region: Region):
    region.token_lives = 4
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    before = len(region.tokens)
    page.wait_for_timeout(2_100)
    page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    assert len(region.tokens) > before


def test_a_token_that_lives_for_seconds_serves_for_half_of_them(page: Page, region: Region):
    region.token_lives = 20
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    for _ in range(3):
        page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    assert len(region.tokens) == 1


def test_a_fresh_token_serves_many_questions(page: Page, region: Region):
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    for _ in range(3):
        page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    assert len(region.tokens) == 1


@pytest.mark.smoke
def test_gateway_never_gets_a_cookie_and_nothing_is_stored(page: Page, region: Region):
    page.goto(f"{region.gateway}/me")
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    to_gateway = [seen for seen in region.seen if seen.path in ("/graphql", "/header/v1/live")]
    assert to_gateway and all(seen.cookies == {} and seen.origin == region.site for seen in to_gateway)
    kept = (
        "[localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]"
    )
    assert page.evaluate(f"(async () => {kept})()") == [0, 0, "", 0]


def test_private_key_cannot_be_exported(page: Page, region: Region):
    page.add_init_script(
        """const make = crypto.subtle.generateKey.bind(crypto.subtle);
        crypto.subtle.generateKey = async (...rest) => (window.pair = await make(...rest));"""
    )
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()
    assert page.evaluate("pair.privateKey.extractable") is False


def test_a_wrong_clock_changes_nothing(page: Page, region: Region):
    page.clock.install(time=0)
    page.goto(region.site)
    expect(logged_in(page)).to_be_visible()


def test_page_learns_of_failures_by_code(page: Page, region: Region):
    region.site_answers = "500"
    page.goto(region.site)
    expect(page.get_by_role("status")).to_contain_text("niet bereikbaar")
    assert page.evaluate("heard.filter(([name]) => name === 'error')[0][1].code") == "500"
