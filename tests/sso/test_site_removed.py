"""The operator takes a site away: it is told, what it was given is refused, and the trail says who did it."""

from typing import Any

import pytest
import sqlalchemy as sa

from profile_core.audit import audit_table
from profile_core.contract import NotFoundError, Text
from profile_core.directory.tables import application_table
from profile_core.outbound.tables import call_table
from sso import ending
from sso.joining import register, removal
from sso.joining.draft import Draft
from sso.tables import client_session_table, consent_table
from tests.sso.conftest import GHENT, Played
from tests.sso.joined import KEY, ORIGIN, programs
from tests.sso.played import LOTTE, SITE, WOUT, Browser, claims_of, fields_of, redeem

EVERY = range(1024)
TOLD_AT = "http://gent.localhost:8500/told"
OTHER = "https://parkeren.gent.be"
SCOPES = "openid profile citizen"


async def logged_in(played: Played, browser: Browser, citizen: str = LOTTE) -> dict[str, Any]:
    answer = await browser.log_in(citizen, scope=SCOPES)
    code = fields_of(answer.headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()


@pytest.fixture
async def told(played: Played) -> Played:
    """Let the site have an address at which it is told."""
    async with played.platform.store.begin() as tx:
        mine = application_table.c.client_id == "gent"
        await tx.run(sa.update(application_table).where(mine).values(backchannel_logout_uri=TOLD_AT))
    return played


async def table(played: Played, one: sa.Table) -> list[Any]:
    async with played.platform.store.read() as tx:
        return list(await tx.rows(one.select().where(one.c.bucket.in_(EVERY))))


async def test_site_that_was_taken_away_is_free_and_what_it_was_given_is_refused(played: Played):
    gent, aalst = await programs(played)
    bearer = {"authorization": f"Bearer {(await logged_in(played, played.browser))['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 200
    removed = await removal.remove(played.platform, SITE)
    assert (removed.origin, removed.client_id) == (SITE, "gent")
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 401
    taken = await aalst.register(origin=SITE, redirectUris=[f"{SITE}/c"], clientId="gent")
    assert taken["site"]["origin"] == SITE
    assert SITE not in await gent.origins()
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 401
    with pytest.raises(NotFoundError, match="exact origin"):
        await removal.remove(played.platform, f"{SITE}/")


async def test_every_client_session_of_it_ends_and_is_told(told: Played):
    given = [
        await logged_in(told, told.browser, LOTTE),
        await logged_in(told, told.new_browser(), WOUT),
    ]
    await removal.remove(told.platform, SITE)
    calls = await table(told, call_table)
    assert {call.address for call in calls} == {TOLD_AT}
    sids = {claims_of(one["id_token"])["sid"] for one in given}
    assert {call.key for call in calls} == sids
    lines = [one for one in await table(told, audit_table) if one.action == "sso.client_session_ended"]
    assert {one.detail["sid"] for one in lines} == sids
    assert {one.purpose for one in lines} == {"site_removed"}


async def test_trail_says_that_the_operator_did_it(played: Played):
    await removal.remove(played.platform, SITE)
    [line] = [one for one in await table(played, audit_table) if one.action == "sso.site_taken_away"]
    assert (line.subject_id, line.actor_kind, line.actor) == (GHENT, "system", "operator")
    assert (line.purpose, line.detail) == ("site_removed", {"origin": SITE, "clients": "gent"})


async def test_nobody_inherits_the_consent_that_was_given_to_it(played: Played):
    await logged_in(played, played.browser)
    assert len(await table(played, consent_table)) == 1
    await removal.remove(played.platform, SITE)
    assert await table(played, consent_table) == []


async def test_removal_that_was_cut_short_goes_on(told: Played):
    for browser, citizen in ((told.browser, LOTTE), (told.new_browser(), WOUT)):
        await logged_in(told, browser, citizen)
    first, _ = await table(told, client_session_table)
    async with told.platform.store.begin() as tx:
        await ending.end_all_of(tx, "gent", first.bucket, "site_removed")
    assert len(await table(told, call_table)) == 1
    await removal.remove(told.platform, SITE)
    assert len(await table(told, call_table)) == 2


async def test_trail_says_who_registered_a_site(played: Played):
    gent, _ = await programs(played)
    await gent.register(dry_run=True)
    await gent.register()
    named = [Text(language="nl", text="Gent", default=True)]
    keys = {"keys": [KEY.as_dict(private=False)]}
    draft = Draft(origin=OTHER, name=named, redirect_uris=[f"{OTHER}/c"], jwks=keys)
    await register.register_for(played.platform, "gent", draft, dry_run=False)
    lines = [one for one in await table(played, audit_table) if one.action == "sso.site_registered"]
    assert {line.subject_id for line in lines} == {GHENT}
    said = {(line.actor_kind, line.actor, line.purpose, line.detail["origin"]) for line in lines}
    assert said == {("provider", "parking", "test", ORIGIN), ("system", "operator", "test", OTHER)}
