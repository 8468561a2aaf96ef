"""Every site of a session is told that it ended (OpenID Connect Back-Channel Logout 1.0), in the same transaction."""

import json
import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from joserfc import jwt
from joserfc.jwk import KeySet

from profile_core.audit import audit_table
from profile_core.contract import SubjectRef, clock
from profile_core.directory.tables import application_table
from profile_core.outbound import Call, Outcome
from profile_core.outbound.tables import call_table
from sso import backchannel, ending
from sso.tables import client_session_table, session_table
from tests.sso.conftest import Played
from tests.sso.handed import Site
from tests.sso.played import BACK, ISSUER, SITE, WOUT, Browser, asked, claims_of, fields_of, redeem
from tests.sso.steps import id_token, log_in_to_profile

EVERY = range(1024)
AALST = {
    "client_id": "aalst",
    "redirect_uri": "http://aalst.localhost:8502/callback",
    "state": "s-2",
}
TOLD_AT = {name: f"http://{name}.localhost:8500/told" for name in ("gent", "aalst")}


@pytest.fixture
async def told(played: Played) -> Played:
    """Let both sites have an address at which they are told."""
    async with played.platform.store.begin() as tx:
        for name, address in TOLD_AT.items():
            await tx.run(
                sa.update(application_table)
                .where(application_table.c.client_id == name)
                .values(backchannel_logout_uri=address)
            )
    return played


async def calls(played: Played) -> list[Any]:
    async with played.platform.store.read() as tx:
        statement = call_table.select().where(call_table.c.bucket.in_(EVERY)).order_by(call_table.c.address)
        return list(await tx.rows(statement))


async def prepared(played: Played, row: Any, attempts: int = 1) -> str:
    """Make the logout token of a call, as a worker does."""
    site = Site()
    outcome = await _attempted(played, row, site, attempts)
    assert outcome.kind == "done"
    assert site.headers["content-type"] == "application/x-www-form-urlencoded"
    return parse_qs(site.body.decode())["logout_token"][0]


async def _attempted(played: Played, row: Any, site: Site, attempts: int) -> Outcome:
    [use] = backchannel.uses(played.platform)
    call = Call(
        id=row.id,
        use=row.use,
        subject=SubjectRef(row.subject_id),
        key=row.key,
        address=row.address,
        payload=json.loads(row.payload),
        told_at=row.told_at,
        until=row.until,
        receiver=row.receiver,
        attempts=attempts,
        owner=row.id,
        late=False,
    )
    return await use.attempt(site, call)


async def at_both_sites(played: Played, browser: Browser | None = None) -> tuple[str, str]:
    """Log in at two sites in one browser; return the id token of each."""
    tokens: list[str] = []
    for client, changed, back in ((played.gent, {}, BACK), (played.aalst, AALST, AALST["redirect_uri"])):
        answer = await (browser or played.browser).log_in(**changed)
        code = fields_of(answer.headers["location"])["code"]
        given = await redeem(played.ours, client, code, redirect_uri=back)
        tokens.append(given.json()["id_token"])
    return tokens[0], tokens[1]


async def test_logout_at_one_site_tells_every_site_of_the_session(told: Played):
    of_gent, of_aalst = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent, post_logout_redirect_uri=f"{SITE}/")
    rows = await calls(told)
    assert [(row.use, row.address) for row in rows] == [
        ("sso.logout", TOLD_AT["aalst"]),
        ("sso.logout", TOLD_AT["gent"]),
    ]
    assert {row.key for row in rows} == {claims_of(of_gent)["sid"], claims_of(of_aalst)["sid"]}


async def test_logout_token_says_what_the_standard_wants_and_no_more(told: Played):
    of_gent, _ = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    _, gent = await calls(told)
    token = await prepared(told, gent)
    keys = KeySet.import_key_set((await told.ours.get("/sso/jwks")).json())
    read = jwt.decode(token, keys, ["ES256"])
    assert read.header["typ"] == "logout+jwt"
    claims = dict(read.claims)
    issued = claims.pop("iat")
    assert claims.pop("jti")
    assert claims == {
        "iss": ISSUER,
        "aud": "gent",
        "sub": claims_of(of_gent)["sub"],
        "sid": claims_of(of_gent)["sid"],
        "exp": issued + 120,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }


async def test_logout_token_is_made_anew_at_each_attempt(told: Played):
    of_gent, _ = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    _, gent = await calls(told)
    first = claims_of(await prepared(told, gent))
    with time_machine.travel(clock.ahead(600), tick=False):
        second = claims_of(await prepared(told, gent, attempts=7))
    assert first["jti"] != second["jti"]
    assert second["iat"] >= first["iat"] + 600


async def test_each_site_is_named_its_own_subject(told: Played):
    of_gent, of_aalst = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    aalst, gent = await calls(told)
    subs = {claims_of(await prepared(told, row))["sub"] for row in (aalst, gent)}
    assert subs == {claims_of(of_gent)["sub"], claims_of(of_aalst)["sub"]}
    assert len(subs) == 2


async def test_attempts_go_on_until_the_session_would_have_ended_at_last(told: Played):
    of_gent, _ = await at_both_sites(told)
    async with told.platform.store.read() as tx:
        ends_at = await tx.value(sa.select(session_table.c.ends_at).where(session_table.c.bucket.in_(EVERY)))
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    assert {row.until for row in await calls(told)} == {ends_at}


def test_waits_double_from_five_seconds_to_five_minutes(told: Played):
    [use] = backchannel.uses(told.platform)
    waits = [use.schedule.wait(attempts) for attempts in range(1, 10)]
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


async def test_no_answer_of_a_site_is_final_but_success(told: Played):
    of_gent, _ = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    row = (await calls(told))[0]
    for status in (400, 401, 404, 410, 500):
        assert (await _attempted(told, row, Site(status), 1)).kind == "later"


async def test_another_citizen_in_the_browser_logs_the_first_out_everywhere(told: Played):
    await at_both_sites(told)
    await told.browser.log_in(WOUT, prompt="login")
    assert [row.receiver for row in await calls(told)] == ["aalst.localhost:8500", "gent.localhost:8500"]


async def test_another_citizen_ends_also_a_session_that_was_out_of_use(told: Played):
    await at_both_sites(told)
    with time_machine.travel(clock.ahead(3600), tick=False):
        told.browser.forget_identity_provider()
        await told.browser.log_in(WOUT)
        assert len(await calls(told)) == 2


async def test_same_citizen_who_comes_back_keeps_the_sites_within_reach_of_a_logout(told: Played):
    await at_both_sites(told)
    with time_machine.travel(clock.ahead(3600), tick=False):
        again = await id_token(told)
        assert await calls(told) == []
        await told.browser.go("/sso/end-session", id_token_hint=again)
        assert len(await calls(told)) == 3


async def test_site_that_never_redeemed_its_code_is_told_nothing(told: Played):
    await at_both_sites(told)
    for _ in range(3):
        await told.browser.log_in(prompt="none")
    with time_machine.travel(clock.ahead(61), tick=False):
        await told.browser.log_in(prompt="none")
        hint = await id_token(told, prompt="none")
        await told.browser.go("/sso/end-session", id_token_hint=hint)
    assert len(await calls(told)) == 4  # two of the first login, the last, and one whose code still lasts


async def test_disuse_tells_nobody(told: Played):
    of_gent, _ = await at_both_sites(told)
    with time_machine.travel(clock.ahead(3600), tick=False):
        assert "127.0.0.1" in (await told.browser.go("/sso/authorize", **asked())).headers["location"]
        assert await calls(told) == []
        await told.ours.get("/sso/end-session", params={"id_token_hint": of_gent})
        assert len(await calls(told)) == 2


async def test_logout_at_our_own_pages_reaches_the_sites_also_after_disuse(told: Played):
    await at_both_sites(told)
    with time_machine.travel(clock.ahead(3600), tick=False):
        page = await told.browser.go("/sso/end-session")
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        await told.browser.ours.post("/sso/end-session", data=form, headers={"origin": ISSUER})
        assert len(await calls(told)) == 2


async def test_session_ends_once_and_its_sites_are_told_once(told: Played):
    of_gent, _ = await at_both_sites(told)
    for _ in range(2):
        await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    assert len(await calls(told)) == 2
    assert len(await lines(told, "sso.session_ended")) == 1


async def test_site_that_takes_no_calls_gets_none(played: Played):
    await played.browser.go("/sso/end-session", id_token_hint=await id_token(played))
    assert await calls(played) == []


async def test_client_sessions_end_with_their_session(told: Played):
    of_gent, _ = await at_both_sites(told)
    await log_in_to_profile(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    async with told.platform.store.read() as tx:
        t = client_session_table
        left = await tx.rows(
            sa.select(t.c.id, t.c.bucket).where(t.c.bucket.in_(EVERY), t.c.ended_at.is_(None))
        )
    assert left == []


async def test_one_site_can_end_while_the_others_go_on(told: Played):
    _, of_aalst = await at_both_sites(told)
    sid = claims_of(of_aalst)["sid"]
    row = UUID(sid)
    async with told.platform.store.begin() as tx:
        assert await ending.end_client_session(tx, row, "role_ended")
        assert not await ending.end_client_session(tx, row, "role_ended")
    assert [row.key for row in await calls(told)] == [sid]
    silent = await told.browser.go("/sso/authorize", **asked(prompt="none"))
    assert "code" in fields_of(silent.headers["location"])


async def test_what_is_rolled_back_tells_nobody(told: Played):
    await at_both_sites(told)
    with pytest.raises(RuntimeError):
        await end_and_fail(told)
    assert await calls(told) == []
    assert await lines(told, "sso.session_ended") == []


async def end_and_fail(played: Played) -> None:
    async with played.platform.store.begin() as tx:
        t = session_table
        session = await tx.value(sa.select(t.c.id).where(t.c.bucket.in_(EVERY)))
        assert await ending.end_session(tx, session, "revoked")
        raise RuntimeError


async def test_logout_shortly_before_the_absolute_end_is_tried_for_hours(told: Played):
    of_gent = await id_token(told)
    async with told.platform.store.begin() as tx:
        soon = sa.update(session_table).where(session_table.c.bucket.in_(EVERY))
        await tx.run(soon.values(ends_at=clock.ahead(3)))
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    [call] = await calls(told)
    assert call.until > clock.ahead(5 * 3600)


async def test_logout_leaves_a_line_that_says_why(told: Played):
    of_gent, _ = await at_both_sites(told)
    await told.browser.go("/sso/end-session", id_token_hint=of_gent)
    [line] = await lines(told, "sso.session_ended")
    assert (line.purpose, line.detail["clients"]) == ("logout", "aalst gent")


async def lines(played: Played, action: str) -> list[Any]:
    async with played.platform.store.read() as tx:
        t = audit_table
        return list(await tx.rows(t.select().where(t.c.bucket.in_(EVERY), t.c.action == action)))
