"""The wall between tests and real citizens, also for a site that was on the other side before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import httpx2
import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import Block, Citizen, Held, Platform, RoleSource, clock, texts
from profile_core.directory import subjects
from profile_core.directory.remembered import LONGEST
from profile_core.directory.tables import application_table as a, subject_rows
from tests.sso.at_gateway import browsers
from tests.sso.conftest import Played, application
from tests.sso.joined import programs
from tests.sso.played import ISSUER, Browser, Prover, claims_of, fields_of, header_token, redeem
from tests.sso.programs import post
from tests.sso.registered import chooser, chosen, offered
from tests.sso.test_scope import agree

SCOPES = ["openid", "profile", "citizen", "header", "offline_access"]
CLUB = subjects.enterprise("0999990222")


async def become(played: Played, environment: str) -> None:
    async with played.platform.store.begin() as tx:
        changed = {"environment": environment, "scopes": SCOPES}
        await tx.run(a.update().where(a.c.client_id == "gent").values(changed))


async def real_citizens(played: Played) -> None:
    async with played.platform.store.begin() as tx:
        bucket = subject_rows.c.bucket.in_(range(1024))
        await tx.run(sa.update(subject_rows).where(bucket).values(synthetic=False))


async def refused(played: Played, given: dict[str, str]) -> list[object]:
    """Use all that a site was given, and return what comes of each."""
    bearer = {"authorization": f"Bearer {given['access_token']}"}
    form = {"token": given["refresh_token"]}
    known = (await post(played.ours, "/sso/introspect", form, played.gent)).json()
    exchanged = await header_token(played.ours, played.gent, given["id_token"], Prover())
    path = "/graphql" if claims_of(given["access_token"])["aud"] != ISSUER else "/sso/userinfo"
    asked = await played.ours.post(path, headers=bearer)
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    refreshed = await post(played.ours, "/sso/token", form, played.gent)
    return [asked.status_code, known["active"], exchanged.json().get("error"), refreshed.json().get("error")]


REFUSED = [401, False, "invalid_grant", "invalid_grant"]


@pytest.mark.parametrize("resource", ["", f"{ISSUER}/graphql"], ids=["userinfo", "citizen"])
async def test_site_that_becomes_a_test_site_loses_its_real_citizens(played: Played, resource: str):
    await become(played, "live")
    await real_citizens(played)
    await agree(played, "sso", *SCOPES)
    await agree(played, "header")
    wanted = {"scope": "openid profile citizen offline_access", "resource": resource}
    here = (await played.browser.log_in(**wanted)).headers["location"]
    given = (await redeem(played.ours, played.gent, fields_of(here)["code"])).json()
    late = fields_of((await played.browser.log_in(**wanted)).headers["location"])["code"]
    await become(played, "test")
    with time_machine.travel(clock.ahead(LONGEST), tick=False):
        assert await refused(played, given) == REFUSED
        assert (await redeem(played.ours, played.gent, late)).json()["error"] == "invalid_grant"
    await become(played, "live")
    with time_machine.travel(clock.ahead(2 * LONGEST), tick=False):
        reached, _, exchanged, _ = await refused(played, given)
        assert (reached, exchanged) == (200, None)


def club(until: date | None = None) -> Block:
    """A block that lets everybody act for one enterprise."""

    async def of_club(_: Citizen) -> Sequence[Held]:
        return [Held(code="VER", name="Kring Voorbeeld", whom=CLUB, valid_until=until)]

    def sources(_: Platform) -> list[RoleSource]:
        return [RoleSource(name="acme", title=texts(nl="Verenigingen"), roles=of_club)]

    return Block(name="acme", title=texts(nl="Acme"), role_sources=sources)


async def test_role_for_a_real_subject_is_out_of_reach_of_a_site_that_becomes_a_test_site(played: Played):
    await become(played, "live")
    await agree(played, "sso", *SCOPES)
    platform = replace(played.platform, blocks=(*played.platform.blocks, club()))
    transport = httpx2.ASGITransport(application(platform))
    ours = httpx2.AsyncClient(transport=transport, base_url=ISSUER)
    played = replace(played, ours=ours, browser=Browser(ours))
    page = await chooser(played.browser, scope="openid profile offline_access")
    code = await chosen(played.browser, page, "Kring Voorbeeld")
    given = (await redeem(played.ours, played.gent, code)).json()
    await become(played, "test")
    with time_machine.travel(clock.ahead(LONGEST), tick=False):
        assert await refused(played, given) == REFUSED


async def test_registered_live_site_stays_live_and_a_test_site_can_go_live(played: Played):
    gent, _ = await programs(played)
    said = [await gent.register(environment=one) for one in ("TEST", "LIVE", "LIVE")]
    assert [one["site"]["environment"] for one in said] == ["TEST", "LIVE", "LIVE"]
    back = await gent.register(environment="TEST")
    assert (back["code"], back["path"]) == ("site.stays_live", ["site", "environment"])
    assert "test site with an origin of its own" in back["message"]


async def test_session_of_our_pages_warns_of_the_last_day_of_a_role(played: Played):
    at = datetime(2031, 5, 6, 23, 50, tzinfo=ZoneInfo("Europe/Brussels"))
    with time_machine.travel(at, tick=False):
        browser, _ = browsers(played, club(at.date()))
        page = await browser.go("/sso/login", prompt="select_account")
        page = await browser.settled(await browser.ours.get(await browser.through(page)))
        await browser.settled(await browser.choose(page, role=offered(page.text)["Kring Voorbeeld"]))
        said = (await browser.ours.get("/sso/session/status")).json()
    assert (said["left"] <= 600, said["last"]) == (True, True)
    assert said["mark"]
