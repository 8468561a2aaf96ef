"""The citizen's list of logins: what it shows, what each form ends, and that nobody ends another's."""

import re
from html import unescape
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import clock, ids
from profile_core.directory.tables import application_table
from profile_core.outbound.tables import call_table
from tests.sso.at_gateway import HTML, browsers, enter, noting
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, WOUT, Browser, asked, fields_of, redeem

PAGE = "/me/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def forms_of(page: str) -> list[dict[str, str]]:
    """Return the fields of each form of the page that does something."""
    forms = re.findall(r'<form[^>]* action="/me/sessions[^"]*">(.*?)</form>', page, re.DOTALL)
    return [
        {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        for form in forms
    ]


async def form_on(browser: Browser, do: str) -> dict[str, str]:
    page = (await browser.ours.get(PAGE)).text
    return next(form for form in forms_of(page) if form["do"] == do)


async def post(browser: Browser, form: dict[str, str]) -> int:
    return (await browser.ours.post(PAGE, data=form, headers=HTML)).status_code


async def at_gent(played: Played, browser: Browser, **changed: str) -> str:
    """Log in at the site in Ghent, and return the access token that it got."""
    code = fields_of((await browser.log_in(**changed)).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()["access_token"]


async def lives(played: Played, token: str) -> bool:
    answer = await played.ours.get("/sso/userinfo", headers={"authorization": f"Bearer {token}"})
    return answer.status_code == 200


@pytest.fixture
async def told(played: Played) -> Played:
    """Let the site in Ghent have an address at which it is told."""
    async with played.platform.store.begin() as tx:
        where = application_table.c.client_id == "gent"
        told_at = {"backchannel_logout_uri": "http://gent.localhost/told"}
        await tx.run(sa.update(application_table).where(where).values(told_at))
    return played


async def addresses_told(played: Played) -> list[str]:
    async with played.platform.store.read() as tx:
        found = await tx.rows(call_table.select().where(call_table.c.bucket.in_(range(1024))))
    return [row.address for row in found if row.use == "sso.logout"]


async def test_page_shows_every_login_with_its_browser_and_sites(played: Played):
    here, there = browsers(played)
    there.ours.headers["user-agent"] = FIREFOX
    await at_gent(played, there)
    await enter(here)
    page = (await here.ours.get(PAGE)).text
    assert page.count('class="cp-letter"') == 2
    assert page.index("deze browser") < page.index("Firefox, Linux")
    assert "Stad Gent" in page
    assert "Voor mezelf" in page


async def test_another_login_is_ended_and_its_site_told(played: Played):
    here, there = browsers(played)
    token = await at_gent(played, there)
    await enter(here)
    form = await form_on(here, "end")
    answer = await here.ours.post(PAGE, data=form, headers=HTML)
    assert answer.headers["location"] == f"{PAGE}?done=1"
    assert not await lives(played, token)
    assert "127.0.0.1" in (await there.go("/sso/authorize", **asked())).headers["location"]
    assert (await here.ours.get(PAGE)).text.count('class="cp-letter"') == 1


async def test_all_others_end_and_this_one_goes_on(played: Played):
    here, there = browsers(played)
    tokens = [await at_gent(played, there), await at_gent(played, played.browser)]
    await enter(here)
    assert await post(here, await form_on(here, "end_others")) == 303
    assert [await lives(played, token) for token in tokens] == [False, False]
    assert (await here.ours.get(PAGE)).status_code == 200


async def test_login_out_of_use_is_shown_as_such_and_ended_with_the_others(told: Played):
    here, phone = browsers(told)
    phone.ours.headers["user-agent"] = FIREFOX
    await at_gent(told, phone)
    with time_machine.travel(clock.ahead(1900)):
        await enter(here)
        page = (await here.ours.get(PAGE)).text
        assert "Firefox, Linux" in page
        assert page.count("Al een tijd niet gebruikt") == 1
        assert await post(here, await form_on(here, "end_others")) == 303
        assert await addresses_told(told) == ["http://gent.localhost/told"]
        assert "Firefox, Linux" not in (await here.ours.get(PAGE)).text


async def test_site_of_a_login_out_of_use_is_disconnected(told: Played):
    here, phone = browsers(told)
    await at_gent(told, phone)
    with time_machine.travel(clock.ahead(1900)):
        await enter(here)
        assert await post(here, await form_on(here, "disconnect")) == 303
        assert await addresses_told(told) == ["http://gent.localhost/told"]


async def test_one_site_is_disconnected_and_the_login_goes_on(played: Played):
    here, _ = browsers(played)
    await enter(here)
    token = await at_gent(played, here)
    assert await post(here, await form_on(here, "disconnect")) == 303
    assert not await lives(played, token)
    assert (await here.ours.get(PAGE)).status_code == 200


async def test_consent_that_is_withdrawn_is_asked_for_anew_and_ends_what_it_gave(played: Played):
    here, _ = browsers(played)
    await enter(here)
    token = await at_gent(played, here, scope="openid citizen")
    silent = asked(scope="openid citizen", prompt="none")
    assert "code" in fields_of((await here.go("/sso/authorize", **silent)).headers["location"])
    assert await post(here, await form_on(here, "withdraw")) == 303
    assert not await lives(played, token)
    refused = fields_of((await here.go("/sso/authorize", **silent)).headers["location"])
    assert refused["error"] == "consent_required"


async def test_login_of_somebody_else_and_none_are_the_same_answer(played: Played):
    here, there = browsers(played)
    code = fields_of((await there.log_in(WOUT)).headers["location"])["code"]
    theirs = (await redeem(played.ours, played.gent, code)).json()["access_token"]
    await enter(there, WOUT)
    other = (await form_on(there, "disconnect"))["session"]
    await enter(here)
    await at_gent(played, here)
    form = await form_on(here, "disconnect")
    unknown = ids.new_id(ids.bucket_of(UUID(other))).hex
    answers: set[tuple[int, str]] = set()
    for session in (other, unknown, "", "x"):
        for do in ("end", "disconnect"):
            data = form | {"do": do, "session": session}
            answer = await here.ours.post(PAGE, data=data, headers={"origin": ISSUER})
            answers.add((answer.status_code, answer.json()["code"]))
    assert answers == {(404, "session.unknown")}
    for client_id in ("aalst", "a\0b"):
        assert await post(here, form | {"do": "withdraw", "client_id": client_id}) == 404
        assert await post(here, form | {"do": "disconnect", "client_id": client_id}) == 404
    assert await lives(played, theirs)


async def test_profile_itself_is_no_site_to_disconnect(played: Played):
    here, _ = browsers(played)
    await enter(here)
    await at_gent(played, here)
    form = await form_on(here, "disconnect")
    assert await post(here, form | {"client_id": "citizen-profile"}) == 404


async def test_token_of_a_site_opens_no_page_of_any_block(played: Played):
    done = list[str]()
    here, _ = browsers(played, noting(done))
    token = await at_gent(played, here, scope="openid citizen", resource=f"{ISSUER}/graphql")
    bearer = {"authorization": f"Bearer {token}"}
    assert (await played.ours.get("/graphql", headers=bearer)).status_code == 200
    for path in (PAGE, "/me/mandates", "/me/mandates/give", "/me/note"):
        led = await here.ours.get(path, headers=bearer)
        assert led.headers["location"].startswith("/sso/login?")
    for path in (PAGE, "/me/mandates/give", "/me/note"):
        assert (await here.ours.post(path, headers=HTML | bearer)).status_code == 401
    assert done == []


async def test_revoked_site_is_told_as_by_a_logout(told: Played):
    here, _ = browsers(told)
    await enter(here)
    await at_gent(told, here)
    assert await post(here, await form_on(here, "disconnect")) == 303
    assert await addresses_told(told) == ["http://gent.localhost/told"]
