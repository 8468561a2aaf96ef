"""What a client gives back serves no more, at once and everywhere; it gives back only what is its own."""

from typing import Any

import httpx2
import pytest

from tests.sso.conftest import Played
from tests.sso.played import ISSUER, SITE, Client, Prover, fields_of, header_token, redeem
from tests.sso.programs import change, post


@pytest.fixture
async def given(played: Played) -> dict[str, Any]:
    """Log in at the site of Ghent, with a refresh token."""
    await change(played, played.gent, scopes=["openid", "profile", "header", "offline_access"])
    return await log_in(played)


async def log_in(played: Played) -> dict[str, Any]:
    scope = "openid profile offline_access"
    code = fields_of((await played.browser.log_in(scope=scope)).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()


async def revoke(played: Played, token: str, client: Client | None = None, **more: str) -> httpx2.Response:
    answer = await post(played.ours, "/sso/revoke", {"token": token} | more, client or played.gent)
    assert answer.headers["cache-control"] == "no-store"
    return answer


async def userinfo(played: Played, token: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return (await played.ours.get("/sso/userinfo", headers=headers)).status_code


async def refreshes(played: Played, token: str) -> dict[str, Any] | None:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    answer = await post(played.ours, "/sso/token", form, played.gent)
    return answer.json() if answer.status_code == 200 else None


async def active(played: Played, token: str) -> bool:
    answer = await post(played.ours, "/sso/introspect", {"token": token}, played.gent)
    return answer.json()["active"]


async def test_revoked_access_token_is_refused_at_once_and_no_other(played: Played, given: dict[str, Any]):
    assert await userinfo(played, given["access_token"]) == 200
    assert (await revoke(played, given["access_token"])).status_code == 200
    assert await userinfo(played, given["access_token"]) == 401
    assert not await active(played, given["access_token"])
    fresh = await refreshes(played, given["refresh_token"])
    assert fresh
    assert await userinfo(played, fresh["access_token"]) == 200


async def test_revoked_token_of_a_program_is_refused(played: Played):
    form = {"grant_type": "client_credentials"}
    token = (await post(played.ours, "/sso/token", form, played.parking)).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert (await played.ours.post("/provider/graphql", headers=headers)).status_code == 200
    assert (await revoke(played, token, played.parking)).status_code == 200
    assert (await played.ours.post("/provider/graphql", headers=headers)).status_code == 401


async def test_revoked_header_token_is_refused(played: Played, given: dict[str, Any]):
    prover, url = Prover(), f"{ISSUER}/graphql"
    token = (await header_token(played.ours, played.gent, given["id_token"], prover)).json()["access_token"]
    headers = {"authorization": f"DPoP {token}", "origin": SITE}
    first = await played.ours.post("/graphql", headers=headers | {"dpop": prover.proof(url, token=token)})
    nonce = first.headers["dpop-nonce"]
    assert (await revoke(played, token)).status_code == 200
    for _ in range(2):
        proof = prover.proof(url, token=token, nonce=nonce)
        answer = await played.ours.post("/graphql", headers=headers | {"dpop": proof})
        assert (answer.status_code, answer.json()["code"]) == (401, "token.invalid_token")


async def test_revoked_refresh_token_ends_what_hangs_on_its_client_session(
    played: Played, given: dict[str, Any]
):
    other = await log_in(played)
    assert (await revoke(played, given["refresh_token"])).status_code == 200
    assert await refreshes(played, given["refresh_token"]) is None
    assert await userinfo(played, given["access_token"]) == 401
    refused = await header_token(played.ours, played.gent, given["id_token"], Prover())
    assert refused.json()["error"] == "invalid_grant"
    assert await refreshes(played, other["refresh_token"])


async def test_client_cannot_revoke_what_another_was_given(played: Played, given: dict[str, Any]):
    for name in ("access_token", "refresh_token"):
        assert (await revoke(played, given[name], played.aalst)).status_code == 200
    assert await userinfo(played, given["access_token"]) == 200
    assert await refreshes(played, given["refresh_token"])


async def test_revoking_twice_or_what_is_no_token_is_no_error(played: Played, given: dict[str, Any]):
    for token in (given["access_token"], given["refresh_token"], "x", "a.b.c", f"{'0' * 32}.{'x' * 43}"):
        for hint in ("access_token", "refresh_token", "dance"):
            answer = await revoke(played, token, token_type_hint=hint)
            assert (answer.status_code, answer.content) == (200, b"")


async def test_id_token_cannot_be_revoked(played: Played, given: dict[str, Any]):
    answer = await revoke(played, given["id_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_token_type")


async def test_who_does_not_authenticate_revokes_nothing(played: Played, given: dict[str, Any]):
    answer = await played.ours.post("/sso/revoke", data={"token": given["access_token"]})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert await userinfo(played, given["access_token"]) == 200
