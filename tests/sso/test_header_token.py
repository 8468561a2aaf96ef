"""The header's token: bound to a key of the browser, for one site's origin, while the session lives."""

import base64
from typing import Any

import pytest
import time_machine

from profile_core.contract import Acting, Life, SubjectRef, clock, ids
from sso.block import block
from sso.tables import session_table
from tests.sso.conftest import Played
from tests.sso.played import (
    ISSUER,
    SITE,
    WOUT,
    Prover,
    fields_of,
    header_token,
    redeem,
)

GRAPHQL = f"{ISSUER}/graphql"


@pytest.fixture
async def id_token(played: Played) -> str:
    code = fields_of((await played.browser.log_in()).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()["id_token"]


async def ask(played: Played, prover: Prover, token: str, *, origin: str = SITE, **changed: str):
    """Ask with a header token: once for the nonce, once with it."""
    headers = {"authorization": f"DPoP {token}", "origin": origin}
    first = await played.ours.post("/graphql", headers=headers | {"dpop": prover.proof(GRAPHQL, token=token)})
    assert first.status_code == 401
    assert first.json()["code"] == "token.use_dpop_nonce"
    of = changed.pop("of", token)
    changed = {"nonce": first.headers["dpop-nonce"], **changed}
    proof = prover.proof(GRAPHQL, token=of, **changed)
    return await played.ours.post("/graphql", headers=headers | {"dpop": proof})


async def test_header_asks_as_the_citizen_and_reaches_no_further(played: Played, id_token: str):
    prover = Prover()
    given = await header_token(played.ours, played.gent, id_token, prover)
    assert given.status_code == 200, given.text
    assert given.json()["token_type"] == "DPoP"
    who = (await ask(played, prover, given.json()["access_token"])).json()
    assert (who["kind"], who["reach"], who["name"]) == ("acting", "header", "Lotte Vermeulen")
    assert (who["client_id"], who["site"]) == ("gent", SITE)


async def token_of(played: Played, id_token: str, prover: Prover) -> str:
    return (await header_token(played.ours, played.gent, id_token, prover)).json()["access_token"]


async def test_foreign_origin_is_refused(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    for origin in ("http://aalst.localhost:8502", f"{SITE}.evil.example", "null", ISSUER):
        refused = await ask(played, prover, token, origin=origin)
        assert (refused.status_code, refused.json()["code"]) == (403, "token.origin")


FOR_SOMETHING_ELSE: list[dict[str, Any]] = [
    {"htm": "GET"},
    {"htu": f"{ISSUER}/provider/graphql"},
    {"htu": "https://localhost:8401/graphql"},
    {"ath": None},
    {"ath": "AAAA"},
    {"of": "another-token"},
    {"jti": ""},
    {"iat": "soon"},
]


async def test_proof_for_something_else_is_refused(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    for changed in FOR_SOMETHING_ELSE:
        refused = await ask(played, prover, token, **changed)
        assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid_dpop_proof"), changed


async def test_proof_of_another_key_is_refused(played: Played, id_token: str):
    token = await token_of(played, id_token, Prover())
    refused = await ask(played, Prover(), token)
    assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid_token")


async def test_proof_is_used_once(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    assert (await ask(played, prover, token, jti="one")).status_code == 200
    refused = await ask(played, prover, token, jti="one")
    assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid_dpop_proof")


async def test_bound_token_is_no_bearer_token(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    refused = await played.ours.post("/graphql", headers={"authorization": f"Bearer {token}", "origin": SITE})
    assert refused.status_code == 401


async def test_old_nonce_asks_for_a_new_one(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    headers = {"authorization": f"DPoP {token}", "origin": SITE}
    nonce = (await played.ours.post("/graphql", headers={"authorization": "DPoP x"})).headers["dpop-nonce"]
    with time_machine.travel(clock.ahead(290), tick=False):
        proof = prover.proof(GRAPHQL, token=token, nonce=nonce)
        assert (await played.ours.post("/graphql", headers=headers | {"dpop": proof})).status_code == 200
    with time_machine.travel(clock.ahead(302), tick=False):
        proof = prover.proof(GRAPHQL, token=token, nonce=nonce)
        refused = await played.ours.post("/graphql", headers=headers | {"dpop": proof})
    assert refused.json()["code"] == "token.use_dpop_nonce"


async def test_invented_nonce_is_refused(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    moment = int(clock.now().timestamp()).to_bytes(8)
    for invented in (moment + bytes(33), moment, b""):
        nonce = base64.urlsafe_b64encode(invented).decode().rstrip("=")
        refused = await ask(played, prover, token, nonce=nonce)
        assert refused.json()["code"] == "token.use_dpop_nonce"


async def test_token_lives_five_minutes(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    with time_machine.travel(clock.ahead(310), tick=False):
        refused = await played.ours.post("/graphql", headers={"authorization": f"DPoP {token}"})
    assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid_token")


async def test_logout_refuses_a_token_that_was_given_before(played: Played, id_token: str):
    prover = Prover()
    token = await token_of(played, id_token, prover)
    await played.browser.go("/sso/end-session", id_token_hint=id_token)
    refused = await ask(played, prover, token)
    assert (refused.status_code, refused.json()["code"]) == (401, "token.invalid_token")


async def test_logout_refuses_the_next_exchange(played: Played, id_token: str):
    await played.browser.go("/sso/end-session", id_token_hint=id_token)
    refused = await header_token(played.ours, played.gent, id_token, Prover())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_exchange_works_while_the_session_does_and_never_prolongs_it(played: Played, id_token: str):
    with time_machine.travel(clock.ahead(1500), tick=False):
        given = await header_token(played.ours, played.gent, id_token, Prover())
        assert given.status_code == 200
    with time_machine.travel(clock.ahead(1900), tick=False):
        refused = await header_token(played.ours, played.gent, id_token, Prover())
    assert refused.json()["error"] == "invalid_grant"


async def test_part_of_a_site_ends_after_twelve_hours_whatever_the_session_does(
    played: Played, id_token: str
):
    late = clock.ahead(20 * 3600)
    async with played.platform.store.begin() as tx:
        held = session_table.update().where(session_table.c.bucket.in_(range(1024)))
        await tx.run(held.values(idle_at=late, ends_at=late))
    with time_machine.travel(clock.ahead(43100), tick=False):
        assert (await header_token(played.ours, played.gent, id_token, Prover())).status_code == 200
    with time_machine.travel(clock.ahead(43300), tick=False):
        refused = await header_token(played.ours, played.gent, id_token, Prover())
    assert refused.json()["error"] == "invalid_grant"


async def test_site_cannot_exchange_what_another_site_was_given(played: Played, id_token: str):
    refused = await header_token(played.ours, played.aalst, id_token, Prover())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


GIVES_NOTHING_ELSE = [
    ({"scope": "header profile"}, "invalid_scope"),
    ({"scope": "citizen"}, "invalid_scope"),
    ({"audience": f"{ISSUER}/provider/graphql"}, "invalid_target"),
    ({"subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}, "invalid_request"),
    ({"subject_token": "not.a.token"}, "invalid_grant"),
    ({"actor_token": "x"}, "invalid_request"),
]


async def test_exchange_gives_the_header_token_and_nothing_else(played: Played, id_token: str):
    for changed, error in GIVES_NOTHING_ELSE:
        refused = await header_token(played.ours, played.gent, id_token, Prover(), **changed)
        assert (refused.status_code, refused.json()["error"]) == (400, error), changed


async def test_exchange_without_a_proof_is_refused(played: Played, id_token: str):
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": id_token,
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "audience": GRAPHQL,
        "scope": "header",
    }
    refused = await played.ours.post("/sso/token", data=form | played.gent.authentication())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")


async def test_client_without_the_scope_header_gets_no_header_token(played: Played, id_token: str):
    refused = await header_token(played.ours, played.parking, id_token, Prover())
    assert refused.json()["error"] == "unauthorized_client"


async def test_living_sessions_are_told_from_ended_ones(played: Played, id_token: str):
    other = played.new_browser()
    code = fields_of((await other.log_in(WOUT)).headers["location"])["code"]
    theirs = (await redeem(played.ours, played.gent, code)).json()["id_token"]
    actings = [await acting_of(played, token) for token in (id_token, theirs)]
    await other.go("/sso/end-session", id_token_hint=theirs)
    assert block.living
    async with played.platform.store.read() as tx:
        assert await block.living(tx, actings) == [Life.LIVES, Life.SESSION_OVER]


async def acting_of(played: Played, id_token: str) -> Acting:
    prover = Prover()
    who = (await ask(played, prover, await token_of(played, id_token, prover))).json()
    subject = SubjectRef(ids.new_id(1))
    return Acting(citizen=subject, subject=subject, sid=who["sid"])
