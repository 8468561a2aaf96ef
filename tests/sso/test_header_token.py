"""The header's token: bound to a key of the browser, for one site's origin, while the session lives."""

import pytest
import time_machine

from profile_core.contract import Acting, clock
from sso.block import block
from tests.sso.conftest import Played
from tests.sso.played import (
    ISSUER,
    SITE,
    Prover,
    asked,
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
    first = await played.ours.post(
        "/graphql", headers=headers | {"dpop": prover.proof(GRAPHQL, token=token)}
    )
    assert first.status_code == 401
    assert first.json()["code"] == "token.use_dpop_nonce"
    proof = prover.proof(GRAPHQL, token=changed.pop("of", token), nonce=first.headers["dpop-nonce"], **changed)
    return await played.ours.post("/graphql", headers=headers | {"dpop": proof})


async def test_header_asks_as_the_citizen_and_reaches_no_further(played: Played, id_token: str):
    prover = Prover()
    given = await header_token(played.ours, played.gent, id_token, prover)
    assert given.status_code == 200, given.text
    assert given.json()["token_type"] == "DPoP"
    who = (await ask(played, prover, given.json()["access_token"])).json()
    assert (who["kind"], who["reach"], who["name"]) == ("acting", "header", "Lotte Vermeulen")
