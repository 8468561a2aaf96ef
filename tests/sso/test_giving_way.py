"""A test site keeps no origin from a body that may go live there, and what it was given is good for nothing then."""

import asyncio
from typing import Any

import sqlalchemy as sa

from profile_core.audit import audit_table
from profile_core.contract import Environment, Text, Texts
from profile_core.directory import rows
from profile_core.directory.tables import application_table, provider_table, site_table
from profile_core.kit import ids
from profile_core.kit.texts import as_json
from profile_core.outbound.tables import call_table
from sso.joining import giving_way, register
from sso.joining.draft import Draft
from sso.tables import consent_table
from tests.sso.conftest import AALST, GHENT, Played
from tests.sso.joined import KEY, Program, allow, programs
from tests.sso.played import SITE, asked, fields_of, redeem
from tests.sso.test_scope import agree

EVERY = range(1024)
CITY = "https://www.aalst.be"
LIVE: dict[str, Any] = {"origin": CITY, "redirectUris": [f"{CITY}/c"], "environment": "LIVE"}
SCOPES = "openid profile citizen"


async def vouch(played: Played, *scopes: str, provider: Any = AALST) -> None:
    """Let a provider agree with the region about sign-on."""
    await agree(played, "sso", *scopes, provider_id=provider)


async def squatted(played: Played) -> tuple[Program, Program]:
    """Let Ghent have a test site at an origin of Aalst, with the client that citizens know."""
    both = await programs(played)
    moved = {"redirect_uris": [f"{CITY}/callback"], "backchannel_logout_uri": "https://told.gent.be/out"}
    async with played.platform.store.begin() as tx:
        mine = application_table.c.client_id == "gent"
        await tx.run(sa.update(application_table).where(mine).values(moved))
        await tx.run(sa.update(site_table).where(site_table.c.origin == SITE).values(origin=CITY))
    return both


async def logged_in(played: Played) -> dict[str, str]:
    """Log in at the test site, with consent; return what its access token is shown with."""
    back = f"{CITY}/callback"
    answer = await played.browser.log_in(redirect_uri=back, scope=SCOPES)
    code = fields_of(answer.headers["location"])["code"]
    given = await redeem(played.ours, played.gent, code, redirect_uri=back)
    return {"authorization": f"Bearer {given.json()['access_token']}"}


async def table(played: Played, one: sa.Table) -> list[Any]:
    async with played.platform.store.read() as tx:
        return list(await tx.rows(one.select().where(one.c.bucket.in_(EVERY))))


async def test_test_site_gives_way_to_a_live_one_that_lacks_nothing(played: Played):
    gent, aalst = await squatted(played)
    await vouch(played, "profile")
    said = await aalst.register(**LIVE)
    assert (said["__typename"], said["site"]["missingForLive"]) == ("RegisteredSite", [])
    assert said["warnings"] == [f"Another body had a test site at {CITY}: it gives way to yours."]
    assert (await gent.origins(), await aalst.origins()) == ([], [CITY])
    assert (await aalst.register(**LIVE))["warnings"] == []


async def test_what_the_displaced_site_was_given_is_good_for_nothing(played: Played):
    _, aalst = await squatted(played)
    bearer = await logged_in(played)
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 200
    assert len(await table(played, consent_table)) == 1
    await vouch(played, "profile")
    assert (await aalst.register(**LIVE, clientId="gent"))["existingId"] == "gent"
    await aalst.register(**LIVE)
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 401
    assert await table(played, consent_table) == []
    [told] = await table(played, call_table)
    assert told.address == "https://told.gent.be/out"


async def test_displaced_site_is_told_where_it_next_asks(played: Played):
    gent, aalst = await squatted(played)
    await vouch(played, "profile")
    await aalst.register(**LIVE)
    again = await gent.register(origin=CITY, redirectUris=[f"{CITY}/callback"])
    assert again["code"] == "site.taken"
    assert "ask the region" in again["message"]
    page = await played.browser.go("/sso/authorize", **asked(redirect_uri=f"{CITY}/callback"))
    assert (page.status_code, "location" in page.headers) == (400, False)
    refused = await redeem(played.ours, played.gent, "c")
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


async def test_trail_of_the_body_that_had_the_origin_says_who_took_it(played: Played):
    _, aalst = await squatted(played)
    await logged_in(played)
    await vouch(played, "profile")
    await aalst.register(**LIVE)
    lines = await table(played, audit_table)
    [taken] = [line for line in lines if line.action == "sso.site_taken_away"]
    assert (taken.subject_id, taken.actor_kind, taken.actor) == (GHENT, "provider", "aalst")
    assert (taken.purpose, taken.detail) == ("origin_taken", {"origin": CITY, "clients": "gent"})
    [ended] = [line for line in lines if line.action == "sso.client_session_ended"]
    assert (ended.purpose, ended.detail["clients"]) == ("origin_taken", "gent")


async def test_test_site_gives_way_to_no_site_that_could_not_go_live(played: Played):
    gent, aalst = await squatted(played)
    assert (await aalst.register(**LIVE))["code"] == "site.taken"
    await vouch(played)
    assert (await aalst.register(**LIVE))["code"] == "site.taken"
    await vouch(played, "profile", provider=GHENT)
    assert (await aalst.register(**LIVE))["code"] == "site.taken"
    assert (await aalst.register(origin=CITY, redirectUris=[f"{CITY}/c"]))["code"] == "site.taken"
    assert await gent.origins() == [CITY]


async def test_live_site_gives_way_to_nobody(played: Played):
    gent, aalst = await squatted(played)
    await allow(played, "gent", ["openid"], environment="live")
    await vouch(played, "profile")
    assert (await aalst.register(**LIVE))["code"] == "site.taken"
    assert await gent.origins() == [CITY]


async def test_test_site_that_goes_live_at_this_moment_stays(played: Played):
    await squatted(played)
    async with played.platform.store.read() as tx:
        site = await rows.site(tx, CITY)
    assert site
    await allow(played, "gent", ["openid"], environment="live")
    async with played.platform.store.begin() as tx:
        await giving_way.give_way(tx, site, "operator")
        application = await rows.application(tx, "gent")
        assert await rows.site(tx, CITY) == site
    assert application
    assert application.environment is Environment.LIVE


async def test_dry_run_says_who_would_give_way_and_displaces_nobody(played: Played):
    gent, aalst = await squatted(played)
    await vouch(played, "profile")
    said = await aalst.register(**LIVE, dry_run=True)
    assert (said["stored"], len(said["warnings"])) == (False, 1)
    assert (await gent.origins(), await aalst.origins()) == ([CITY], [])


async def test_two_who_displace_the_same_site_are_one_winner_and_one_refusal(played: Played):
    await squatted(played)
    third, name = ids.plain_id(), Text(language="nl", text="Stad", default=True)
    async with played.platform.store.begin() as tx:
        row = {"id": third, "code": "third", "nis": None, "name": as_json(Texts((name,)))}
        await tx.insert(provider_table, [row])
    draft = Draft(
        origin=CITY,
        name=[name],
        redirect_uris=[f"{CITY}/c"],
        environment=Environment.LIVE,
        jwks={"keys": [KEY.as_dict(private=False)]},
    )
    for provider in (AALST, third):
        await vouch(played, "profile", provider=provider)
    both = (register.register_for(played.platform, code, draft, dry_run=False) for code in ("aalst", "third"))
    said = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in said) == ["DuplicateError", "Welcome"]
    [won] = [one for one in said if isinstance(one, register.Welcome)]
    async with played.platform.store.read() as tx:
        assert await rows.site(tx, CITY) == won.joined.site
    lines = await table(played, audit_table)
    assert [line.action for line in lines].count("sso.site_taken_away") == 1


async def test_client_with_other_sites_stays_and_loses_its_addresses_of_the_origin(played: Played):
    _, aalst = await squatted(played)
    bearer = await logged_in(played)
    async with played.platform.store.begin() as tx:
        mine = application_table.c.client_id == "gent"
        both = {"redirect_uris": [f"{CITY}/callback", f"{SITE}/callback"]}
        await tx.run(sa.update(application_table).where(mine).values(both))
        name = [{"language": "nl", "text": "Gent", "default": True}]
        other = {"origin": SITE, "provider_id": GHENT, "client_id": "gent", "name": name}
        await tx.insert(site_table, [other])
    await vouch(played, "profile")
    await aalst.register(**LIVE)
    async with played.platform.store.read() as tx:
        application = await rows.application(tx, "gent")
    assert application
    assert application.redirect_uris == (f"{SITE}/callback",)
    assert application.post_logout_redirect_uris == (f"{SITE}/",)
    assert (await played.ours.get("/sso/userinfo", headers=bearer)).status_code == 200
