"""A site of the strict profile, and what it does at our provider."""

from typing import Any

import httpx2
import pytest

from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, VERIFIER, Prover, fields_of
from tests.sso.programs import change, post, pushed

TOKEN = f"{ISSUER}/sso/token"
USERINFO = f"{ISSUER}/sso/userinfo"


@pytest.fixture
async def strict(played: Played) -> Played:
    """Register the site of Ghent for the strict profile."""
    await change(played, played.gent, profile="fapi2")
    return played


async def visit(played: Played, request_uri: str, client_id: str = "gent", **more: str) -> httpx2.Response:
    return await played.browser.go("/sso/authorize", client_id=client_id, request_uri=request_uri, **more)


async def answered(played: Played, request_uri: str) -> dict[str, str]:
    answer = await visit(played, request_uri)
    if answer.headers["location"].startswith("http://127.0.0.1"):
        answer = await played.browser.back(await played.browser.through(answer))
    return fields_of(answer.headers["location"])


async def code_of(played: Played, prover: Prover | None = None, /, **changed: str) -> str:
    return (await answered(played, await pushed(played, None, prover, **changed)))["code"]


def form_of(code: str, **changed: str) -> dict[str, str]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return {name: value for name, value in (form | changed).items() if value}


async def redeemed(played: Played, code: str, prover: Prover, **changed: str) -> httpx2.Response:
    return await post(played.ours, "/sso/token", form_of(code, **changed), played.gent, prover)


async def told(
    played: Played, prover: Prover, token: str, scheme: str = "DPoP", **changed: Any
) -> httpx2.Response:
    """Ask userinfo with a bound token and a proof, with the nonce that the first refusal brings."""
    shown = {"authorization": f"{scheme} {token}"}
    first = await played.ours.get(
        "/sso/userinfo", headers=shown | {"dpop": prover.proof(USERINFO, "GET", token=token)}
    )
    nonce = first.headers["dpop-nonce"]
    proof = prover.proof(USERINFO, "GET", **({"token": token, "nonce": nonce} | changed))
    return await played.ours.get("/sso/userinfo", headers=shown | {"dpop": proof})
