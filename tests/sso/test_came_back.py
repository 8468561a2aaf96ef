"""What comes back from an identity provider twice, without cookies, or as an error."""

from urllib.parse import urlencode

import httpx2
import pytest

from tests.sso.conftest import Played
from tests.sso.played import BACK, asked, fields_of
from tests.sso.registered import chooser, hint


async def test_answer_that_comes_twice_goes_on_with_what_waits(played: Played):
    browser = played.browser
    back = await browser.through(await browser.go("/sso/authorize", **asked()))
    one, two = await browser.ours.get(back), await browser.ours.get(back)
    assert (one.headers["location"], two.status_code) == (two.headers["location"], 303)
    assert "set-cookie" not in two.headers
    assert "code" in fields_of((await browser.settled(two)).headers["location"])


async def test_answer_that_comes_after_all_is_done_says_that_the_citizen_is_logged_in(played: Played):
    browser = played.browser
    back = await browser.through(await browser.go("/sso/authorize", **asked()))
    waits = (await browser.ours.get(back)).headers["location"]
    assert "code" in fields_of((await browser.settled(await browser.go(waits))).headers["location"])
    for again in (back, waits):
        page = await browser.ours.get(again)
        assert (page.status_code, "U bent al aangemeld" in page.text) == (200, True), again
    browser.ours.cookies.delete("__Host-cp-sso")
    for again in (back, waits):
        page = await browser.ours.get(again)
        assert (page.status_code, "Het aanmelden duurde te lang" in page.text) == (400, True), again


async def test_answer_that_comes_twice_logs_nobody_in_again(played: Played):
    browser = played.browser
    back = await browser.through(await browser.go("/sso/authorize", **asked()))
    await browser.ours.get(back)
    browser.ours.cookies.delete("__Host-cp-sso")
    browser.forget_identity_provider()
    asks = await browser.settled(await browser.ours.get(back))
    assert asks.headers["location"].startswith("http://127.0.0.1")


async def test_browser_without_cookies_is_told_of_cookies(played: Played):
    back = await played.browser.through(await played.browser.go("/sso/authorize", **asked()))
    page = await played.new_browser().ours.get(back)
    assert (page.status_code, "stuurde geen cookies mee" in page.text) == (400, True)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("server_error", 503, "Aanmelden lukt nu niet"),
        ("temporarily_unavailable", 503, "Aanmelden lukt nu niet"),
        ("invalid_request", 502, "Opnieuw proberen"),
    ],
)
async def test_fault_of_the_identity_provider_is_not_a_refusal_by_the_citizen(
    played: Played, error: str, status: int, words: str
):
    page = await came_with(played, error)
    assert (page.status_code, words in page.text) == (status, True)
    assert "upstream=idp" in page.text


@pytest.mark.parametrize("error", ["access_denied", "login_required", "interaction_required"])
async def test_citizen_who_did_not_log_in_is_sent_back_to_the_site(played: Played, error: str):
    answer = await came_with(played, error)
    assert answer.headers["location"].startswith(BACK)
    assert fields_of(answer.headers["location"])["error"] == "access_denied"


async def came_with(played: Played, error: str) -> httpx2.Response:
    """Come back from the identity provider with an error."""
    there = await played.browser.go("/sso/authorize", **asked())
    issuer = "http://{}".format(there.headers["location"].split("/")[2])
    said = {"error": error, "state": fields_of(there.headers["location"])["state"], "iss": issuer}
    return await played.browser.back(f"/sso/callback/idp?{urlencode(said)}")


async def test_role_that_is_no_hint_is_not_kept(played: Played):
    page = await chooser(played.browser, prompt="select_account")
    wrong = "x" * 900_000, hint("BUR", "x" * 2048), "no hint", ""
    for role in wrong:
        refused = await played.browser.choose(page, role=role)
        assert (refused.status_code, "location" in refused.headers) == (400, False), role[:20]
    assert 'name="role"' in (await played.browser.ours.get(page.request.url)).text
