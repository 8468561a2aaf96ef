"""What a live application may ask for: what an agreement of its provider names today, refused before any login."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from profile_core.contract import clock, ids
from profile_core.directory.remembered import LONGEST
from profile_core.directory.tables import agreement_table as g, application_table as a
from tests.sso.conftest import AALST, GHENT, Played
from tests.sso.played import BACK, ISSUER, SITE, Prover, asked, fields_of, header_token, redeem
from tests.sso.programs import change
from tests.sso.steps import id_token

TODAY = clock.today("Europe/Brussels")


async def go_live(played: Played) -> None:
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == "gent").values(environment="live"))


async def agree(played: Played, about: str, *data_sets: str, **changed: Any) -> None:
    agreement: dict[str, Any] = {
        "id": ids.plain_id(),
        "provider_id": GHENT,
        "block": about,
        "purpose": "Inwoners herkennen",
        "legal_basis": "Decreet lokaal bestuur",
        "data_sets": list(data_sets),
        "valid_from": TODAY,
        "valid_until": TODAY,
    }
    async with played.platform.store.begin() as tx:
        await tx.insert(g, [agreement | changed])


async def answer_to(played: Played, scope: str) -> str:
    """Return where the site's request leads: to an identity provider, or back with an error."""
    return (await played.browser.go("/sso/authorize", **asked(scope=scope))).headers["location"]


async def test_live_site_without_an_agreement_learns_no_name_and_is_told_what_to_do(played: Played):
    await go_live(played)
    back = await answer_to(played, "openid profile")
    assert back.startswith(BACK)
    said = fields_of(back)
    assert said["error"] == "invalid_scope"
    assert "names profile: ask the region for an agreement" in said["error_description"]


async def test_live_site_logs_in_with_the_scopes_that_its_agreements_name(played: Played):
    await go_live(played)
    await agree(played, "sso", "profile")
    assert not (await answer_to(played, "openid profile")).startswith(BACK)
    assert (
        "names citizen" in fields_of(await answer_to(played, "openid profile citizen"))["error_description"]
    )
    await agree(played, "sso", "citizen", valid_from=TODAY - timedelta(days=9))
    assert not (await answer_to(played, "openid profile citizen")).startswith(BACK)


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_until": TODAY - timedelta(days=1), "valid_from": date(2020, 1, 1)},
        {"valid_from": TODAY + timedelta(days=1), "valid_until": None},
        {"provider_id": AALST},
        {"block": "notifications"},
    ],
    ids=["ended", "to come", "of another provider", "of another block"],
)
async def test_agreement_of_another_day_provider_or_block_lets_nobody_in(
    played: Played, changed: dict[str, Any]
):
    await go_live(played)
    await agree(played, "sso", "profile", **changed)
    assert (await answer_to(played, "openid profile")).startswith(BACK)


async def test_live_site_that_asks_for_an_id_alone_needs_any_agreement_about_sign_on(played: Played):
    await go_live(played)
    await agree(played, "header")
    said = fields_of(await answer_to(played, "openid"))
    assert said["error"] == "invalid_scope"
    assert "ask the region for one of block sso" in said["error_description"]
    await agree(played, "sso")
    assert not (await answer_to(played, "openid")).startswith(BACK)


async def test_test_site_needs_no_agreement(played: Played):
    assert not (await answer_to(played, "openid profile citizen")).startswith(BACK)


async def test_live_site_shows_the_header_only_by_an_agreement_about_it(played: Played):
    token, prover = await id_token(played), Prover()
    await go_live(played)
    await agree(played, "sso", "profile", "header")
    with time_machine.travel(clock.ahead(LONGEST), tick=False):  # a test application is remembered as one
        refused = await header_token(played.ours, played.gent, token, prover)
        assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
        assert "ask the region for one of block header" in refused.json()["error_description"]
        await agree(played, "header")
        assert (await header_token(played.ours, played.gent, token, prover)).status_code == 200


async def test_scope_that_is_taken_from_a_site_is_gone_from_its_tokens(played: Played):
    prover, url = Prover(), f"{ISSUER}/graphql"
    wanted = {"scope": "openid citizen", "resource": url}
    code = fields_of((await played.browser.log_in(**wanted)).headers["location"])["code"]
    given = (await redeem(played.ours, played.gent, code)).json()
    exchanged = await header_token(played.ours, played.gent, given["id_token"], prover)
    token = exchanged.json()["access_token"]

    async def asked_by_both() -> list[tuple[int, str]]:
        bound = {"authorization": f"DPoP {token}", "origin": SITE}
        first = await played.ours.post("/graphql", headers=bound | {"dpop": prover.proof(url, token=token)})
        proof = prover.proof(url, token=token, nonce=first.headers["dpop-nonce"])
        bearer = {"authorization": f"Bearer {given['access_token']}"}
        answers = [
            await played.ours.post("/graphql", headers=one) for one in (bearer, bound | {"dpop": proof})
        ]
        return [(answer.status_code, answer.json().get("code", "")) for answer in answers]

    assert await asked_by_both() == [(200, "")] * 2
    await change(played, played.gent, scopes=["openid", "profile"])
    assert await asked_by_both() == [(401, "token.insufficient_scope")] * 2


async def test_scope_that_is_taken_from_a_site_is_gone_at_userinfo(played: Played):
    code = fields_of((await played.browser.log_in()).headers["location"])["code"]
    token = (await redeem(played.ours, played.gent, code)).json()["access_token"]

    async def asked() -> dict[str, Any]:
        shown = {"authorization": f"Bearer {token}"}
        return (await played.ours.get("/sso/userinfo", headers=shown)).json()

    assert {"sub", "name"} <= (await asked()).keys()
    await change(played, played.gent, scopes=["openid"])
    assert (await asked()).keys() == {"sub"}
    await change(played, played.gent, scopes=["profile"])
    assert (await asked())["error"] == "insufficient_scope"
