"""Consent in one role is none in another: asked, shown, kept and withdrawn per role."""

from dataclasses import replace
from html import unescape
from typing import Any

import httpx2
import pytest

from profile_core.contract import SubjectRef
from profile_core.kit.keyring import Keyring, promoted, rotated
from sso import consent, flow
from sso.block import reseal
from sso.rows import consents
from tests.sso.at_gateway import HTML, browsers
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, Browser, fields_of, redeem
from tests.sso.registered import (
    answered,
    chooser,
    hint,
    offered,
)
from tests.sso.test_sessions_page import PAGE, forms_of, lives

SELF, BIKES, CHILD = "Voor mezelf", "Fietsatelier Voorbeeld BV", "Fien Vermeulen"
CITIZEN = {"scope": "openid profile citizen"}
HINTS = {SELF: hint("BUR"), BIKES: hint("EA"), CHILD: hint("VOG")}


@pytest.fixture
def roles(roles: Played) -> Played:
    """Come to the gateway, where our pages are too."""
    return replace(roles, browser=browsers(roles)[0])


async def followed(browser: Browser, answer: httpx2.Response) -> httpx2.Response:
    """Follow within sign-on without answering anything."""
    while "/sso/continue/" in answer.headers.get("location", ""):
        answer = await browser.ours.get(answer.headers["location"])
    return answer


async def asks_in(browser: Browser, page: httpx2.Response, name: str) -> httpx2.Response:
    """Choose a role, as far as what comes then."""
    return await followed(browser, await browser.choose(page, role=offered(page.text)[name]))


async def agreed_in(roles: Played, *names: str) -> dict[str, str]:
    """Agree in some roles, and return the access token that the site got in each."""
    tokens: dict[str, str] = {}
    for name in names:
        page = await chooser(roles.browser, **CITIZEN, prompt="select_account")
        asks = await asks_in(roles.browser, page, name)
        last = await followed(roles.browser, await roles.browser.choose(asks, consent="1"))
        code = fields_of(last.headers["location"])["code"]
        tokens[name] = (await redeem(roles.ours, roles.gent, code)).json()["access_token"]
    return tokens


async def silent(roles: Played) -> list[str]:
    """Ask silently as oneself, for the enterprise and for the child; return what is told of each."""
    said = [
        await answered(roles.browser, **CITIZEN, prompt="none", login_hint=wish) for wish in HINTS.values()
    ]
    return [one.get("error", "given") for one in said]


REFUSED = "consent_required"


async def test_consent_is_asked_anew_in_every_role(roles: Played):
    await agreed_in(roles, SELF)
    assert await silent(roles) == ["given", REFUSED, REFUSED]
    await agreed_in(roles, BIKES)
    assert await silent(roles) == ["given", "given", REFUSED]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (SELF, ("Lotte Vermeulen", SELF)),
        (BIKES, (BIKES, "Onderneming 0999.990.123")),
        (CHILD, (CHILD, "Als ouder of voogd")),
    ],
)
async def test_page_names_the_role_in_which_one_agrees(roles: Played, name: str, words: tuple[str, ...]):
    asks = await asks_in(roles.browser, await chooser(roles.browser, **CITIZEN), name)
    assert 'name="consent"' in asks.text
    told = unescape(asks.text.partition("U handelt voor:")[2].partition("</p>")[0])
    assert [word in told for word in words] == [True, True]


async def test_agreeing_on_a_page_that_names_one_role_agrees_in_no_other(roles: Played):
    page = await chooser(roles.browser, **CITIZEN)
    for_bikes = await asks_in(roles.browser, page, BIKES)
    for_child = await asks_in(roles.browser, page, CHILD)
    assert [BIKES in for_bikes.text, CHILD in for_child.text] == [True, True]
    last = await followed(roles.browser, await roles.browser.choose(for_bikes, consent="1"))
    token = (await redeem(roles.ours, roles.gent, fields_of(last.headers["location"])["code"])).json()
    bearer = {"authorization": f"Bearer {token['access_token']}"}
    told = (await roles.ours.get("/sso/userinfo", headers=bearer)).json()
    assert told["activeIdentity"]["onBehalfOf"]["name"] == BIKES
    assert await silent(roles) == [REFUSED, "given", REFUSED]


async def test_role_that_is_chosen_after_agreeing_in_another_is_asked_about(roles: Played):
    page = await chooser(roles.browser, **CITIZEN)
    await roles.browser.choose(await asks_in(roles.browser, page, BIKES), consent="1")
    asks = await asks_in(roles.browser, page, CHILD)
    assert (asks.status_code, 'name="consent"' in asks.text, CHILD in asks.text) == (200, True, True)
    assert await silent(roles) == [REFUSED] * 3


async def test_form_that_agrees_and_names_no_role_agrees_to_nothing(roles: Played):
    asks = await asks_in(roles.browser, await chooser(roles.browser, **CITIZEN), BIKES)
    mark = asks.text.partition('name="shown_to" value="')[2].partition('"')[0]
    form = {"shown_to": mark, "consent": "1"}
    answer = await roles.browser.ours.post(asks.request.url, data=form, headers={"origin": ISSUER})
    assert answer.status_code == 200
    again = await followed(roles.browser, await roles.browser.ours.get(asks.request.url))
    assert (again.status_code, BIKES in again.text) == (200, True)


async def test_consent_is_shown_and_withdrawn_in_one_role(roles: Played):
    tokens = await agreed_in(roles, SELF, BIKES, CHILD)
    forms = await withdrawals(roles)
    assert list(forms) == [CHILD, BIKES, SELF]
    assert (await roles.browser.ours.post(PAGE, data=forms[BIKES], headers=HTML)).status_code == 303
    assert [await lives(roles, tokens[name]) for name in (SELF, BIKES, CHILD)] == [True, False, True]
    assert await silent(roles) == ["given", REFUSED, "given"]
    assert list(await withdrawals(roles)) == [CHILD, SELF]
    again = await roles.browser.ours.post(PAGE, data=forms[BIKES], headers=HTML)
    assert again.status_code == 404


async def test_consent_that_is_withdrawn_while_a_code_is_under_way_gives_none(
    roles: Played, monkeypatch: pytest.MonkeyPatch
):
    await agreed_in(roles, BIKES)
    form = (await withdrawals(roles))[BIKES]
    finish = flow._finish

    async def meanwhile(turn: Any) -> Any:
        assert (await roles.browser.ours.post(PAGE, data=form, headers=HTML)).status_code == 303
        return await finish(turn)

    monkeypatch.setattr(flow, "_finish", meanwhile)
    said = await answered(roles.browser, **CITIZEN, prompt="none", login_hint=HINTS[BIKES])
    assert (said.get("error"), "code" in said) == ("access_denied", False)


async def test_consent_in_a_role_that_one_gave_none_in_is_unknown(roles: Played):
    await agreed_in(roles, BIKES)
    form = (await withdrawals(roles))[BIKES]
    wrong = [{"role": "VOG"}, {"role": "E\0A"}, {"whom": "x"}, {"whom": ""}, {"whom": "0" * 32}]
    for changed in wrong:
        answer = await roles.browser.ours.post(PAGE, data=form | changed, headers={"origin": ISSUER})
        assert (answer.status_code, answer.json()["code"]) == (404, "consent.unknown"), changed
    assert await silent(roles) == [REFUSED, "given", REFUSED]


async def withdrawals(roles: Played) -> dict[str, dict[str, str]]:
    """Return the forms that withdraw, by the role that stands beside each."""
    page = await roles.browser.ours.get(PAGE)
    if page.status_code == 303:
        entered = await roles.browser.settled(await roles.browser.go("/sso/login"), role=HINTS[SELF])
        assert entered.headers["location"].startswith("/me")
        page = await roles.browser.ours.get(PAGE)
    shown = page.text.partition("Waar u toestemming voor gaf")[2]
    names = [next(name for name in HINTS if name in item) for item in shown.split("<strong>")[1:]]
    return dict(zip(names, (form for form in forms_of(shown) if form["do"] == "withdraw"), strict=True))


async def test_name_of_a_role_is_sealed_anew_under_the_generation_in_front(roles: Played):
    await agreed_in(roles, SELF, BIKES)
    keyring = promoted(rotated(roles.platform.keyring))
    newer = replace(roles.platform, keyring=keyring)
    assert [await reseal(newer) > 0, await reseal(newer), await consent.reseal(newer)] == [True, 0, 0]
    newest = Keyring(bucket_secret=keyring.bucket_secret, generations=keyring.generations[:1])
    async with newer.store.begin() as tx:
        [bucket] = await consents.buckets(tx)
        [row] = await consents.sealed_in(tx, bucket)
    opened = consent.role_of(newest, row)
    assert (opened.name, opened.subject) == (BIKES, SubjectRef(row.role_subject_id))
