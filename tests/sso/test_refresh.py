"""Refresh tokens: for the client, while its session lasts; rotated, or the same for who proves the key."""

import asyncio
from typing import Any

import httpx2
import pytest
import time_machine

from profile_core.contract import clock
from sso.tables import refresh_token_table as r
from tests.sso.conftest import Played
from tests.sso.played import Client, Prover, claims_of, fields_of, redeem
from tests.sso.programs import audited, change, post, pushed

SCOPES = ["openid", "profile", "citizen", "header", "offline_access"]


@pytest.fixture
async def lasting(played: Played) -> Played:
    """Let the site of Ghent have refresh tokens."""
    await change(played, played.gent, scopes=SCOPES)
    return played


async def given(played: Played, scope: str = "openid profile offline_access") -> dict[str, Any]:
    code = fields_of((await played.browser.log_in(scope=scope)).headers["location"])["code"]
    answer = await redeem(played.ours, played.gent, code)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refresh(
    played: Played, token: str, client: Client | None = None, prover: Prover | None = None, /, **more: str
) -> httpx2.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, **more}
    return await post(played.ours, "/sso/token", form, client or played.gent, prover)


async def error_of(played: Played, token: str, *who: Any, **more: str) -> str:
    answer = await refresh(played, token, *who, **more)
    assert answer.status_code == 400, answer.text
    return answer.json()["error"]


async def userinfo(played: Played, token: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return (await played.ours.get("/sso/userinfo", headers=headers)).status_code


async def test_refresh_tokens_are_given_for_offline_access_only(lasting: Played):
    assert "refresh_token" not in await given(lasting, "openid profile")
    assert (await given(lasting))["refresh_token"]


async def test_refreshed_tokens_serve_and_say_the_same_of_the_citizen(lasting: Played):
    first = await given(lasting)
    with time_machine.travel(clock.ahead(400), tick=False):
        answer = await refresh(lasting, first["refresh_token"])
        assert answer.headers["cache-control"] == "no-store"
        second = answer.json()
        assert await userinfo(lasting, second["access_token"]) == 200
    before, after = claims_of(first["id_token"]), claims_of(second["id_token"])
    assert "nonce" not in after
    for name in ("iss", "sub", "aud", "sid", "auth_time", "acr"):
        assert before[name] == after[name], name
    assert after["iat"] > before["iat"]


async def test_used_refresh_token_gives_way_to_a_new_one(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    for _ in range(3):
        fresh = (await refresh(lasting, token)).json()["refresh_token"]
        assert fresh != token
        token = fresh


async def test_reused_refresh_token_ends_the_client_session(lasting: Played):
    first = await given(lasting)
    second = (await refresh(lasting, first["refresh_token"])).json()
    assert await error_of(lasting, first["refresh_token"]) == "invalid_grant"
    assert await error_of(lasting, second["refresh_token"]) == "invalid_grant"
    assert await userinfo(lasting, second["access_token"]) == 401
    assert await userinfo(lasting, first["access_token"]) == 401
    assert "sso.client_session_ended" in await audited(lasting)


async def test_reuse_ends_nothing_else_of_the_citizen(lasting: Played):
    first, other = await given(lasting), await given(lasting)
    await refresh(lasting, first["refresh_token"])
    await error_of(lasting, first["refresh_token"])
    assert (await refresh(lasting, other["refresh_token"])).status_code == 200


async def test_of_two_who_refresh_at_once_one_wins_and_the_family_ends(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    answers = await asyncio.gather(*(refresh(lasting, token) for _ in range(4)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {"invalid_grant"}
    assert await error_of(lasting, good[0]["refresh_token"]) == "invalid_grant"


async def test_scopes_may_become_fewer_for_once_and_never_more(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    for wider in ("openid citizen", "openid profile header", "openid dance"):
        assert await error_of(lasting, token, scope=wider) == "invalid_scope"
    fewer = (await refresh(lasting, token, scope="profile")).json()
    assert (fewer["scope"], "id_token" in fewer) == ("profile", False)
    again = (await refresh(lasting, fewer["refresh_token"])).json()
    assert again["scope"] == "offline_access openid profile"


async def test_refresh_token_serves_only_its_client(lasting: Played):
    await change(lasting, lasting.aalst, scopes=SCOPES)
    token = (await given(lasting))["refresh_token"]
    assert await error_of(lasting, token, lasting.aalst) == "invalid_grant"
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    for other in (wrong, "what", f"{'0' * 32}.{'x' * 43}"):
        assert await error_of(lasting, other) == "invalid_grant"
    assert (await refresh(lasting, token)).status_code == 200


async def test_refresh_token_ends_with_the_session_and_with_disuse(lasting: Played):
    logged_out = await given(lasting)
    await lasting.browser.go("/sso/end-session", id_token_hint=logged_out["id_token"])
    assert await error_of(lasting, logged_out["refresh_token"]) == "invalid_grant"
    disused = await given(lasting)
    with time_machine.travel(clock.ahead(1900), tick=False):
        assert await error_of(lasting, disused["refresh_token"]) == "invalid_grant"


async def test_what_was_taken_from_the_client_is_not_given_again(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    await change(lasting, lasting.gent, scopes=["openid", "offline_access"])
    with time_machine.travel(clock.ahead(2), tick=False):
        fewer = (await refresh(lasting, token)).json()
        assert fewer["scope"] == "offline_access openid"
    await change(lasting, lasting.gent, scopes=["openid"])
    with time_machine.travel(clock.ahead(4), tick=False):
        assert await error_of(lasting, fewer["refresh_token"]) == "invalid_grant"


async def test_every_refresh_writes_who_was_told_what(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    before = (await audited(lasting)).count("sso.disclosure")
    await refresh(lasting, token)
    assert (await audited(lasting)).count("sso.disclosure") == before + 1


async def test_only_a_digest_is_stored(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    async with lasting.platform.store.read() as tx:
        stored = await tx.rows(r.select().where(r.c.bucket.in_(range(1024))))
    assert token.partition(".")[2] not in repr(stored)


async def strict(played: Played, prover: Prover) -> dict[str, Any]:
    """Log in as a client of the strict profile."""
    await change(played, played.gent, profile="fapi2")
    request_uri = await pushed(played, scope="openid offline_access")
    answer = await played.browser.go("/sso/authorize", client_id="gent", request_uri=request_uri)
    last = await played.browser.back(await played.browser.through(answer))
    form = {"grant_type": "authorization_code", "code": fields_of(last.headers["location"])["code"]}
    form |= {"redirect_uri": "http://gent.localhost:8501/callback"}
    form |= {"code_verifier": "a-verifier-that-is-long-enough-to-be-allowed-1234567890"}
    return (await post(played.ours, "/sso/token", form, played.gent, prover)).json()


async def test_strict_clients_token_stays_and_serves_who_proves_its_key(lasting: Played):
    prover = Prover()
    token = (await strict(lasting, prover))["refresh_token"]
    for _ in range(3):
        answer = (await refresh(lasting, token, None, prover)).json()
        assert (answer["refresh_token"], answer["token_type"]) == (token, "DPoP")
    assert await error_of(lasting, token, None, Prover()) == "invalid_grant"
    assert await error_of(lasting, token) == "invalid_dpop_proof"
    assert (await refresh(lasting, token, None, prover)).status_code == 200


async def test_other_clients_may_prove_another_key_each_time(lasting: Played):
    token = (await given(lasting))["refresh_token"]
    for prover in (Prover(), Prover()):
        answer = (await refresh(lasting, token, None, prover)).json()
        assert answer["token_type"] == "DPoP"
        token = answer["refresh_token"]
