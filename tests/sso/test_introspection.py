"""What a client is told of its tokens: what they are worth now; and of anybody else's nothing."""

from typing import Any

import httpx2
import pytest
import time_machine

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, Client, Prover, claims_of, fields_of, header_token, redeem
from tests.sso.programs import change, post

NOTHING = {"active": False}
LEVEL = "http://eidas.europa.eu/LoA/"


@pytest.fixture
async def given(played: Played) -> dict[str, Any]:
    """Log in at the site of Ghent, with a refresh token."""
    await change(played, played.gent, scopes=["openid", "profile", "header", "offline_access"])
    scope = "openid profile offline_access"
    code = fields_of((await played.browser.log_in(scope=scope)).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()


async def ask(played: Played, token: str, client: Client | None = None, **more: str) -> httpx2.Response:
    return await post(played.ours, "/sso/introspect", {"token": token} | more, client or played.gent)


async def told(played: Played, token: str, client: Client | None = None, **more: str) -> dict[str, Any]:
    answer = await ask(played, token, client, **more)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    return answer.json()


async def test_access_token_is_described(played: Played, given: dict[str, Any]):
    said, claims = await told(played, given["access_token"]), claims_of(given["access_token"])
    assert said.pop("acr").startswith(LEVEL)
    assert said == {
        "active": True,
        "token_type": "Bearer",
        "client_id": "gent",
        "iss": ISSUER,
        "scope": "offline_access openid profile",
        **{name: claims[name] for name in ("sub", "aud", "iat", "exp", "jti", "sid")},
    }


async def test_hint_of_the_kind_changes_nothing(played: Played, given: dict[str, Any]):
    for hint in ("access_token", "refresh_token", "dance"):
        for name in ("access_token", "refresh_token"):
            assert (await told(played, given[name], token_type_hint=hint))["active"], (hint, name)


async def test_refresh_token_is_described(played: Played, given: dict[str, Any]):
    said, claims = await told(played, given["refresh_token"]), claims_of(given["id_token"])
    assert (said["active"], said["scope"]) == (True, "offline_access openid profile")
    assert (said["sub"], said["sid"], said["client_id"]) == (claims["sub"], claims["sid"], "gent")
    assert said["exp"] > clock.now().timestamp() + 40_000
    assert "token_type" not in said


async def test_bound_token_says_its_key(played: Played, given: dict[str, Any]):
    prover = Prover()
    token = (await header_token(played.ours, played.gent, given["id_token"], prover)).json()["access_token"]
    said = await told(played, token)
    assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": prover.key.thumbprint()})


async def test_programs_token_says_the_scopes_that_it_has_left(played: Played):
    form = {"grant_type": "client_credentials"}
    token = (await post(played.ours, "/sso/token", form, played.parking)).json()["access_token"]
    said = await told(played, token, played.parking)
    assert (said["scope"], said["aud"]) == ("notifications", f"{ISSUER}/provider/graphql")
    assert "sid" not in said
    await change(played, played.parking, scopes=[])
    with time_machine.travel(clock.ahead(2), tick=False):
        assert (await told(played, token, played.parking))["scope"] == ""


async def test_scope_that_was_taken_from_the_client_is_left_out(played: Played, given: dict[str, Any]):
    await change(played, played.gent, scopes=["openid", "offline_access"])
    with time_machine.travel(clock.ahead(2), tick=False):
        for name in ("access_token", "refresh_token"):
            assert (await told(played, given[name]))["scope"] == "offline_access openid", name


async def test_refresh_token_that_gives_nothing_any_more_is_not_active(played: Played, given: dict[str, Any]):
    await change(played, played.gent, scopes=["openid", "profile"])
    with time_machine.travel(clock.ahead(2), tick=False):
        assert await told(played, given["refresh_token"]) == NOTHING
        assert (await told(played, given["access_token"]))["active"]


async def test_of_a_programs_token_another_client_is_told_nothing(played: Played):
    form = {"grant_type": "client_credentials"}
    token = (await post(played.ours, "/sso/token", form, played.parking)).json()["access_token"]
    assert await told(played, token, played.gent) == NOTHING
    assert (await told(played, token, played.parking))["active"]


async def test_of_what_was_given_to_another_client_nothing_is_told(played: Played, given: dict[str, Any]):
    for name in ("access_token", "refresh_token"):
        assert await told(played, given[name], played.aalst) == NOTHING


async def test_what_is_no_token_is_not_active(played: Played, given: dict[str, Any]):
    token = given["access_token"]
    changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    for other in ("x", "a.b.c", changed, given["id_token"], f"{'0' * 32}.{'x' * 43}"):
        assert await told(played, other) == NOTHING, other


async def test_token_that_expired_is_not_active(played: Played, given: dict[str, Any]):
    with time_machine.travel(clock.ahead(310), tick=False):
        assert await told(played, given["access_token"]) == NOTHING


async def test_tokens_are_not_active_after_log_out(played: Played, given: dict[str, Any]):
    await played.browser.go("/sso/end-session", id_token_hint=given["id_token"])
    for name in ("access_token", "refresh_token"):
        assert await told(played, given[name]) == NOTHING


async def test_used_refresh_token_is_not_active(played: Played, given: dict[str, Any]):
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    fresh = (await post(played.ours, "/sso/token", form, played.gent)).json()
    assert await told(played, given["refresh_token"]) == NOTHING
    assert (await told(played, fresh["refresh_token"]))["active"]


async def test_who_does_not_authenticate_is_told_nothing(played: Played, given: dict[str, Any]):
    answer = await played.ours.post("/sso/introspect", data={"token": given["access_token"]})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    answer = await post(played.ours, "/sso/introspect", {}, played.gent)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert (await played.ours.get("/sso/introspect")).status_code == 405
