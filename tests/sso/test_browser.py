"""A browser is of one citizen, whatever happens in two tabs at once or to an answer on its way; a logout is all of it."""

import asyncio
import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import clock
from profile_core.directory.tables import application_table
from profile_core.outbound.tables import call_table
from sso import sweep
from sso.tables import browser_table, session_table
from tests.sso.at_gateway import HTML, browsers, enter
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, LOTTE, WOUT, Browser, asked, fields_of, redeem
from tests.sso.steps import id_token
from tests.sso.tabs import LOGIN, ME, SSO, ask, given, held, hold, lost

EVERY = range(1024)
PAGE = "/me/sessions"
SILENT = {"prompt": "none"}


@pytest.fixture
async def told(played: Played) -> Played:
    """Let the site in Ghent have an address at which it is told."""
    gent = application_table.c.client_id == "gent"
    async with played.platform.store.begin() as tx:
        address = {"backchannel_logout_uri": "http://gent.localhost/told"}
        await tx.run(sa.update(application_table).where(gent).values(address))
    return played


async def alive(played: Played) -> list[Any]:
    """Return the sessions that nobody ended."""
    statement = session_table.select().where(session_table.c.bucket.in_(EVERY))
    async with played.platform.store.read() as tx:
        return list(await tx.rows(statement.where(session_table.c.ended_at.is_(None))))


async def calls(played: Played) -> int:
    async with played.platform.store.read() as tx:
        return len(await tx.rows(call_table.select().where(call_table.c.bucket.in_(EVERY))))


async def token_of(played: Played, answer: Any) -> dict[str, Any]:
    return (await redeem(played.ours, played.gent, fields_of(answer.headers["location"])["code"])).json()


async def who(played: Played, token: dict[str, Any]) -> str:
    """Return as whom the site's token is answered, and nothing where it is refused."""
    asks = {"authorization": f"Bearer {token['access_token']}"}
    answer = await played.ours.get("/sso/userinfo", headers=asks)
    return answer.json()["name"] if answer.status_code == 200 else ""


async def both_come_back(
    browser: Browser, *citizens: str, **changed: str
) -> list[tuple[Any, dict[str, str]]]:
    """Begin a login in two tabs, and let both answers of the identity provider come at once."""
    begun = [await browser.go("/sso/authorize", **asked(state=f"s-{one}", **changed)) for one in (1, 2)]
    backs: list[str] = []
    for answer, citizen in zip(begun, citizens, strict=True):
        browser.forget_identity_provider()
        backs.append(await browser.through(answer, citizen))
    before = held(browser)
    answers = await asyncio.gather(*(ask(browser, back, before) for back in backs))
    return [(answer, given(answer, before)) for answer in answers]


async def confirmed_logout(browser: Browser) -> str:
    """Log out by our own page; return the page that asked."""
    page = (await browser.ours.get("/sso/end-session")).text
    form = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
    await browser.ours.post("/sso/end-session", data=form, headers={"origin": ISSUER})
    return page


async def test_after_a_lost_answer_the_next_citizen_sees_no_page_of_the_one_before(told: Played):
    browser, _ = browsers(told)
    await enter(browser, LOTTE)
    first = await token_of(told, await browser.log_in())
    await lost(browser, LOTTE, prompt="login")
    browser.forget_identity_provider()
    second = await token_of(told, await browser.log_in(WOUT))
    assert [await who(told, one) for one in (first, second)] == ["", "Wout De Backer"]
    assert ME not in held(browser)
    assert (await browser.ours.get(PAGE, headers=HTML)).status_code == 303
    assert await calls(told) == 1
    await enter(browser)
    assert "Wout De Backer" in (await browser.ours.get(PAGE, headers=HTML)).text


async def test_first_login_whose_answer_is_lost_ends_with_the_next_citizen(played: Played):
    await lost(played.browser, LOTTE)
    [hers] = await alive(played)
    played.browser.forget_identity_provider()
    await played.browser.log_in(WOUT)
    assert [one.subject_id != hers.subject_id for one in await alive(played)] == [True]


async def test_login_whose_answer_is_lost_goes_on_as_the_same_session_without_a_question(played: Played):
    first = await id_token(played)
    await lost(played.browser, LOTTE, prompt="login")
    there = await played.browser.go("/sso/authorize", **asked())
    assert "prompt" not in fields_of(there.headers["location"])
    silent = await played.browser.theirs.get(there.headers["location"])
    assert "code" in fields_of((await played.browser.back(silent.headers["location"])).headers["location"])
    assert len(await alive(played)) == 1
    await played.browser.go("/sso/end-session", id_token_hint=first)
    assert await alive(played) == []


async def test_two_tabs_that_log_in_at_once_are_one_session_and_one_logout(told: Played):
    browser = told.browser
    tabs = await both_come_back(browser, LOTTE, LOTTE)
    assert len(await alive(told)) == 1
    ends = [await ask(browser, answer.headers["location"], cookies) for answer, cookies in tabs]
    tokens = [await token_of(told, end) for end in ends]
    assert [await who(told, one) for one in tokens] == ["Lotte Vermeulen"] * 2
    hint = {"id_token_hint": tokens[1]["id_token"]}
    assert (await ask(browser, "/sso/end-session", tabs[1][1], **hint)).status_code == 200
    assert [await who(told, one) for one in tokens] == ["", ""]
    assert (await alive(told), await calls(told)) == ([], 2)


async def test_two_tabs_that_log_in_at_once_as_two_citizens_end_as_one(told: Played):
    tabs = await both_come_back(told.browser, LOTTE, WOUT)
    assert len(await alive(told)) == 1
    for answer, cookies in tabs:
        last = await ask(told.browser, answer.headers["location"], cookies)
        assert "code" in fields_of(last.headers["location"]) or "127.0.0.1" in last.headers["location"]
    assert len(await alive(told)) == 1


async def test_two_tabs_with_the_cookie_of_another_citizen_leave_nothing_of_it(told: Played):
    browser = told.browser
    hers = await token_of(told, await browser.log_in(LOTTE))
    await both_come_back(browser, WOUT, WOUT, prompt="login")
    assert len(await alive(told)) == 1
    assert await who(told, hers) == ""
    assert await calls(told) == 1


async def test_session_that_only_our_pages_cookie_holds_ends_with_the_next_citizen(told: Played):
    browser, _ = browsers(told)
    await enter(browser, LOTTE)
    hold(browser, {ME: held(browser)[ME]})
    browser.forget_identity_provider()
    await browser.log_in(WOUT)
    assert len(await alive(told)) == 1
    assert ME not in held(browser)


async def test_two_sessions_of_a_browser_become_one_and_one_logout(told: Played):
    browser, _ = browsers(told)
    await enter(browser, LOTTE)
    mine = held(browser)[ME]
    hold(browser, {})
    await browser.log_in()
    assert len(await alive(told)) == 2
    hold(browser, held(browser) | {ME: mine})
    apart = held(browser)
    assert "Stad Gent" in await confirmed_logout(browser)
    assert await alive(told) == []
    hold(browser, apart)
    await browser.log_in()
    assert len(await alive(told)) == 1


async def test_logins_of_the_same_citizen_are_brought_together_by_the_next(played: Played):
    browser, _ = browsers(played)
    await enter(browser, LOTTE)
    mine = held(browser)[ME]
    hold(browser, {})
    await browser.log_in()
    hold(browser, held(browser) | {ME: mine})
    await browser.log_in(prompt="login")
    assert len(await alive(played)) == 1
    assert ME not in held(browser)


async def test_our_pages_go_on_with_the_session_that_goes_on(played: Played):
    browser, _ = browsers(played)
    await enter(browser, LOTTE)
    await browser.log_in(prompt="login")
    assert (await browser.ours.get(PAGE, headers=HTML)).status_code == 200


async def test_secret_of_a_browser_alone_opens_nothing_and_names_no_site(played: Played):
    await id_token(played)
    browser = played.browser
    hold(browser, {LOGIN: held(browser)[LOGIN]})
    silent = await browser.go("/sso/authorize", **asked(**SILENT))
    assert fields_of(silent.headers["location"])["error"] == "login_required"
    assert (await browser.ours.get("/graphql")).json() is None
    assert "Stad Gent" not in await confirmed_logout(browser)
    assert await alive(played) == []


async def test_hint_of_a_session_that_had_ended_touches_no_cookie(played: Played):
    token = await id_token(played)
    await played.browser.go("/sso/end-session", id_token_hint=token)
    for browser in (played.new_browser(), played.browser):
        again = await browser.go("/sso/end-session", id_token_hint=token)
        assert (again.status_code, again.headers.get_list("set-cookie")) == (200, [])


async def test_stale_cookie_of_a_session_opens_nothing(played: Played):
    await played.browser.log_in()
    stale = held(played.browser)
    await played.browser.log_in(prompt="login")
    assert stale[SSO] != held(played.browser)[SSO]
    silent = await ask(played.browser, "/sso/authorize", stale, **asked(**SILENT))
    assert fields_of(silent.headers["location"])["error"] == "login_required"


async def test_what_is_known_of_a_browser_is_forgotten_with_its_session(played: Played):
    statement = browser_table.select().where(browser_table.c.bucket.in_(EVERY))
    await played.browser.log_in()
    await played.browser.log_in(WOUT, prompt="login")
    left: list[int] = []
    for hours in (12.5, 13.5):
        with time_machine.travel(clock.ahead(hours * 3600)):
            await sweep.sweep(played.platform)
            async with played.platform.store.read() as tx:
                left.append(len(await tx.rows(statement)))
    assert left == [1, 0]


async def test_login_after_the_absolute_end_begins_another_session(played: Played):
    await played.browser.log_in()
    [first] = await alive(played)
    with time_machine.travel(clock.ahead(12.5 * 3600)):
        asking = await played.browser.go("/sso/end-session")
        assert "<form" not in asking.text
        await played.browser.log_in()
        assert [one.id != first.id for one in await alive(played) if one.ends_at > clock.now()] == [True]
