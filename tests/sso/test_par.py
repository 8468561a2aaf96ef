"""A request that was pushed stands for itself, for its client, for a minute, and gives one code."""

import asyncio
import secrets
from typing import Any

import pytest
import time_machine

from profile_core.contract import clock
from sso.tables import pushed_request_table as p
from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, SITE, Prover, asked, fields_of
from tests.sso.programs import UNKNOWN, change, post, push, pushed


async def visit(played: Played, request_uri: str, **more: str):
    return await played.browser.go("/sso/authorize", client_id="gent", request_uri=request_uri, **more)


async def code_of(played: Played, request_uri: str) -> str:
    """Log in by what was pushed, and return the code."""
    answer = await visit(played, request_uri)
    if answer.headers["location"].startswith("http://127.0.0.1"):
        answer = await played.browser.back(await played.browser.through(answer))
    return fields_of(answer.headers["location"])["code"]


def form_of(code: str, **changed: str) -> dict[str, str]:
    verifier = "a-verifier-that-is-long-enough-to-be-allowed-1234567890"
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}
    return form | changed


async def refused(played: Played, request_uri: str, client_id: str = "gent") -> bool:
    answer = await played.browser.go("/sso/authorize", client_id=client_id, request_uri=request_uri)
    return (answer.status_code, "location" in answer.headers) == (400, False)


async def test_pushed_request_gives_tokens(played: Played):
    answer = await push(played)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 60)
    assert answer.headers["cache-control"] == "no-store"
    code = await code_of(played, answer.json()["request_uri"])
    given = await post(played.ours, "/sso/token", form_of(code), played.gent)
    assert given.json()["scope"] == "openid profile"


async def test_what_stands_beside_a_pushed_request_counts_for_nothing(played: Played):
    beside = {"redirect_uri": f"{SITE}/elsewhere", "state": "s-2", "scope": "openid", "prompt": "none"}
    answer = await visit(played, await pushed(played), **beside, nonce="n-2", response_type="token")
    last = await played.browser.back(await played.browser.through(answer))
    assert last.headers["location"].startswith(f"{BACK}?")
    assert fields_of(last.headers["location"])["state"] == "s-1"


async def test_pushed_request_may_be_visited_again_until_it_gave_its_code(played: Played):
    request_uri = await pushed(played)
    for _ in range(2):
        assert (await visit(played, request_uri)).headers["location"].startswith("http://127.0.0.1")
    assert await code_of(played, request_uri)
    assert await refused(played, request_uri)


async def test_of_ten_visits_at_once_one_gets_a_code(played: Played):
    await played.browser.log_in()
    request_uri = await pushed(played)
    answers = await asyncio.gather(*(visit(played, request_uri) for _ in range(10)))
    given = [answer for answer in answers if "code=" in answer.headers.get("location", "")]
    assert len(given) == 1


async def test_pushed_request_ends_after_a_minute_but_not_for_whoever_came_in_time(played: Played):
    late, in_time = await pushed(played), await pushed(played)
    begun = await visit(played, in_time)
    with time_machine.travel(clock.ahead(61), tick=False):
        assert await refused(played, late)
        assert await refused(played, in_time)
        last = await played.browser.back(await played.browser.through(begun))
        assert "code" in fields_of(last.headers["location"])


async def test_request_that_another_client_pushed_or_nobody_did_is_refused_on_a_page(played: Played):
    theirs = await pushed(played)
    wrong = theirs[:-1] + ("A" if theirs[-1] != "A" else "B")
    for request_uri in (wrong, f"{UNKNOWN}x", UNKNOWN, f"{UNKNOWN}{secrets.token_hex(16)}.{'x' * 43}"):
        assert await refused(played, request_uri), request_uri
    for client_id in ("aalst", "nobody", "", "gent\0"):
        assert await refused(played, theirs, client_id), client_id
    twice: Any = [("client_id", "gent"), ("request_uri", theirs), ("request_uri", theirs)]
    assert (await played.ours.get("/sso/authorize", params=twice)).status_code == 400
    assert await code_of(played, theirs)


REFUSED = [
    ({"redirect_uri": f"{SITE}/elsewhere"}, "invalid_request"),
    ({"redirect_uri": ""}, "invalid_request"),
    ({"request_uri": f"{UNKNOWN}x"}, "invalid_request"),
    ({"request_uri": "https://gent.example/request"}, "invalid_request"),
    ({"request": "eyJ"}, "request_not_supported"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_type": ""}, "invalid_request"),
    ({"code_challenge": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"scope": "openid notifications"}, "invalid_scope"),
    ({"dpop_jkt": "short"}, "invalid_request"),
    ({"client_id": "aalst"}, "invalid_client"),
    ({"state": "s" * 2049}, "invalid_request"),
]


async def test_request_that_would_be_refused_is_refused_when_it_is_pushed(played: Played):
    for changed, error in REFUSED:
        answer = await push(played, **changed)
        status = 401 if error == "invalid_client" else 400
        assert (answer.status_code, answer.json()["error"]) == (status, error), changed


async def test_client_that_does_not_authenticate_pushes_nothing(played: Played):
    answer = await played.ours.post("/sso/par", data=asked())
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    answer = await push(played, played.aalst)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_requests_are_pushed_by_post_only(played: Played):
    answer = await played.ours.get("/sso/par", params=asked() | played.gent.authentication())
    assert answer.status_code == 405


async def test_parameters_come_once_each(played: Played):
    form = asked() | played.gent.authentication()
    pairs = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in form.items())
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await played.ours.post("/sso/par", content=f"{pairs}&state=s-1", headers=kind)
    assert answer.json()["error"] == "invalid_request"


async def test_nothing_of_a_pushed_request_can_be_read_in_the_database(played: Played):
    await pushed(played, state="a-word-to-look-for")
    async with played.platform.store.read() as tx:
        rows = await tx.rows(p.select().where(p.c.bucket.in_(range(1024))))
    assert len(rows) == 1
    assert b"a-word-to-look-for" not in rows[0].sealed


@pytest.mark.parametrize("how", ["proof", "dpop_jkt", "both"])
async def test_code_bound_to_a_key_is_given_for_its_proof_only(played: Played, how: str):
    prover, other = Prover(), Prover()
    said = {} if how == "proof" else {"dpop_jkt": prover.key.thumbprint()}
    proving = None if how == "dpop_jkt" else prover
    code = await code_of(played, await pushed(played, None, proving, **said))
    for wrong in (None, other):
        answer = await post(played.ours, "/sso/token", form_of(code), played.gent, wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    given = await post(played.ours, "/sso/token", form_of(code), played.gent, prover)
    assert given.json()["token_type"] == "DPoP"


async def test_proof_of_another_key_than_dpop_jkt_names_is_refused(played: Played):
    answer = await push(played, None, Prover(), dpop_jkt=Prover().key.thumbprint())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


async def test_proof_is_for_where_it_is_sent(played: Played):
    prover = Prover()
    nonce = (await push(played, None, prover)).headers["dpop-nonce"]
    headers = {"dpop": prover.proof(f"{ISSUER}/sso/token", nonce=nonce)}
    form = asked() | played.gent.authentication()
    answer = await played.ours.post("/sso/par", data=form, headers=headers)
    assert answer.json()["error"] == "invalid_dpop_proof"


async def test_client_of_the_strict_profile_logs_in_by_what_it_pushed(played: Played):
    await change(played, played.gent, profile="fapi2")
    prover = Prover()
    code = await code_of(played, await pushed(played))
    without = await post(played.ours, "/sso/token", form_of(code), played.gent)
    assert without.json()["error"] == "invalid_dpop_proof"
    given = await post(played.ours, "/sso/token", form_of(code), played.gent, prover)
    assert (given.status_code, given.json()["token_type"]) == (200, "DPoP")
