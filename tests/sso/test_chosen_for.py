"""What one citizen chose on a page is never done for another, nor what a page of others sends."""

import httpx2
import sqlalchemy as sa

from profile_core.contract.roles import SELF
from profile_core.directory import subjects
from profile_core.testing import citizens
from sso.model import ActiveRole
from sso.rows import consents
from sso.tables import consent_table
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, LOTTE, WOUT, Browser, asked, claims_of, fields_of, led, redeem

CITIZEN = {"scope": "openid profile citizen"}


async def followed(browser: Browser, answer: httpx2.Response) -> httpx2.Response:
    """Follow within sign-on without answering anything."""
    while "/sso/continue/" in answer.headers.get("location", ""):
        answer = await browser.ours.get(answer.headers["location"])
    return answer


async def consent_page(browser: Browser) -> httpx2.Response:
    """Come as Lotte, as far as the page that asks for consent."""
    answer = await browser.go("/sso/authorize", **asked(**CITIZEN))
    page = await followed(browser, await browser.ours.get(await browser.through(answer)))
    assert 'name="consent"' in page.text
    return page


async def log_in_elsewhere(browser: Browser, citizen: str) -> None:
    """Log in in another tab."""
    there = await browser.go("/sso/login", prompt="login")
    await followed(browser, await browser.ours.get(await browser.through(there, citizen)))


async def consented(played: Played) -> list[int]:
    """Return how many scopes each subject agreed to for the site."""
    async with played.platform.store.begin() as tx:
        numbers = {one.sub: one.national_number for one in citizens.load()}
        whose = [subjects.national(numbers[sub]) for sub in (LOTTE, WOUT)]
        found = await subjects.resolve(tx, played.platform.keyring, whose)
        selves = [(one.ref, ActiveRole(code=SELF, subject=one.ref)) for one in found]
        return [len(await consents.scopes_of(tx, citizen, role, "gent")) for citizen, role in selves]


async def test_consent_shown_to_one_citizen_is_not_given_by_another(played: Played):
    page = await consent_page(played.browser)
    await log_in_elsewhere(played.browser, WOUT)
    again = await followed(played.browser, await played.browser.choose(page, consent="1"))
    assert (again.status_code, 'name="consent"' in again.text) == (200, True)
    assert await consented(played) == [0, 0]
    last = await followed(played.browser, await played.browser.choose(again, consent="1"))
    assert "code" in fields_of(last.headers["location"])
    assert await consented(played) == [0, 1]


async def test_consent_of_who_is_no_longer_logged_in_is_asked_of_who_comes(played: Played):
    page = await consent_page(played.browser)
    played.browser.ours.cookies.delete("__Host-cp-sso")
    played.browser.forget_identity_provider()
    there = await followed(played.browser, await played.browser.choose(page, consent="1"))
    back = await played.browser.through(there, WOUT)
    asks = await followed(played.browser, await played.browser.ours.get(back))
    assert (asks.status_code, 'name="consent"' in asks.text) == (200, True)
    assert await consented(played) == [0, 0]


async def test_what_was_chosen_is_dropped_when_another_citizen_comes_before_it_is_done(played: Played):
    page = await consent_page(played.browser)
    waits = await played.browser.choose(page, consent="1")
    await log_in_elsewhere(played.browser, WOUT)
    asks = await followed(played.browser, waits)
    assert (asks.status_code, 'name="consent"' in asks.text) == (200, True)
    assert await consented(played) == [0, 0]


async def test_consent_to_nothing_that_needs_it_is_not_kept(played: Played):
    last = await played.browser.log_in(prompt="consent")
    assert "code" in fields_of(last.headers["location"])
    async with played.platform.store.read() as tx:
        every = consent_table.c.bucket.in_(range(1024))
        assert await tx.rows(sa.select(consent_table.c.client_id).where(every)) == []


async def test_form_from_a_foreign_origin_chooses_nothing(played: Played):
    page = await consent_page(played.browser)
    address = page.request.url
    mark = page.text.partition('name="shown_to" value="')[2].partition('"')[0]
    form = {"shown_to": mark, "consent": "1", "role": "eyJjYXBfaGludCI6IkJVUiJ9"}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
        {"origin": ISSUER, "sec-fetch-site": "same-site"},
    ):
        answer = await played.browser.ours.post(address, data=form, headers=headers)
        assert (answer.status_code, "location" in answer.headers) == (400, False), headers
        asks = await followed(played.browser, await played.browser.ours.get(address))
        assert 'name="consent"' in asks.text, headers
    own = await played.browser.ours.post(address, data=form, headers={"origin": ISSUER})
    last = await followed(played.browser, led(own))
    told = (await redeem(played.ours, played.gent, fields_of(last.headers["location"])["code"])).json()
    assert claims_of(told["id_token"])["aud"] == "gent"
