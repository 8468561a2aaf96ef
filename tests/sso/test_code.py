"""A code is redeemed once, by whom and how it was asked for; who brings it twice ends what it gave."""

import asyncio

import httpx2
import time_machine

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import BACK, Prover, asked, fields_of, header_token, redeem


async def code(played: Played) -> str:
    return fields_of((await played.browser.log_in()).headers["location"])["code"]


async def test_of_fifty_redemptions_of_25_codes_25_win(played: Played):
    await played.browser.log_in()
    answers = [await played.browser.go("/sso/authorize", **asked()) for _ in range(25)]
    codes = [fields_of(answer.headers["location"])["code"] for answer in answers]
    given = await asyncio.gather(*(redeem_at_last(played, one) for one in codes * 2))
    assert sorted(answer.status_code for answer in given) == [200] * 25 + [400] * 25
    assert {answer.json()["error"] for answer in given if answer.status_code == 400} == {"invalid_grant"}


async def redeem_at_last(played: Played, one: str) -> httpx2.Response:
    """Come back where the database was busy: nothing has happened then."""
    while (answer := await redeem(played.ours, played.gent, one)).status_code == 503:
        pass
    return answer


async def test_replay_ends_what_the_code_gave(played: Played):
    one = await code(played)
    given = (await redeem(played.ours, played.gent, one)).json()
    userinfo = {"authorization": f"Bearer {given['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=userinfo)).json()["given_name"] == "Lotte"
    assert (await redeem(played.ours, played.gent, one)).json()["error"] == "invalid_grant"
    assert (await played.ours.get("/sso/userinfo", headers=userinfo)).status_code == 401
    refused = await header_token(played.ours, played.gent, given["id_token"], Prover())
    assert refused.json()["error"] == "invalid_grant"


async def test_replay_ends_nothing_else(played: Played):
    first, second = await code(played), await code(played)
    kept = (await redeem(played.ours, played.gent, second)).json()
    await redeem(played.ours, played.gent, first)
    await redeem(played.ours, played.gent, first)
    userinfo = {"authorization": f"Bearer {kept['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=userinfo)).status_code == 200


async def test_code_of_another_request_is_refused_and_stays_good(played: Played):
    one = await code(played)
    wrong = [
        {"code_verifier": "another-verifier-that-is-long-enough-to-be-allowed-0"},
        {"code_verifier": "short"},
        {"code_verifier": ""},
        {"redirect_uri": f"{BACK}/"},
        {"code": one[:-1] + ("A" if one[-1] != "A" else "B")},
        {"code": "what"},
    ]
    for changed in wrong:
        refused = await redeem(played.ours, played.gent, changed.pop("code", one), **changed)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant"), changed
    assert (await redeem(played.ours, played.aalst, one)).json()["error"] == "invalid_grant"
    assert (await redeem(played.ours, played.gent, one)).status_code == 200


async def test_code_lives_a_minute(played: Played):
    one = await code(played)
    with time_machine.travel(clock.ahead(61), tick=False):
        assert (await redeem(played.ours, played.gent, one)).json()["error"] == "invalid_grant"


async def test_code_gives_nothing_after_logout(played: Played):
    one = await code(played)
    given = (await redeem(played.ours, played.gent, await code(played))).json()
    await played.browser.go("/sso/end-session", id_token_hint=given["id_token"])
    assert (await redeem(played.ours, played.gent, one)).json()["error"] == "invalid_grant"


async def test_tokens_are_bound_when_the_site_proves_a_key(played: Played):
    prover, url = Prover(), "https://localhost:8400/sso/token"
    form = {"grant_type": "client_credentials"}
    first = await played.ours.post(
        "/sso/token", data=form | played.parking.authentication(), headers={"dpop": prover.proof(url)}
    )
    assert first.json()["error"] == "use_dpop_nonce"
    headers = {"dpop": prover.proof(url, nonce=first.headers["dpop-nonce"])}
    given = await played.ours.post("/sso/token", data=form | played.parking.authentication(), headers=headers)
    assert given.json()["token_type"] == "DPoP"
    bearer = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert (await played.ours.post("/provider/graphql", headers=bearer)).status_code == 401
