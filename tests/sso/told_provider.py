"""An identity provider that does as it is told, and we as its relying party."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from profile_core.contract import clock, ids, texts
from profile_core.sources import GuardedClient
from sso.jose import ALGORITHMS
from sso.model import Attempt, ClaimNames, Upstream
from sso.upstream.relying_party import RelyingParty
from tests.sso.served import Served, serve

ATTEMPT = Attempt(waiting=ids.plain_id(), upstream="idp", nonce="the-nonce", verifier="v" * 43)
KEY = ECKey.generate_key("P-256", {"kid": "k1"})


class IdentityProvider:
    """An identity provider that does as it is told."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key: Any = KEY
        self.algorithms: tuple[str, ...] = ALGORITHMS
        self.header: dict[str, Any] = {"alg": "ES256", "kid": "k1"}
        self.changed: dict[str, Any] = {}
        self.metadata_changed: dict[str, Any] = {}
        self.keys: list[dict[str, Any]] | None = None
        self.answer_changed: dict[str, Any] = {}
        self.keys_asked = self.tokens_asked = 0
        self.status = self.keys_status = 200
        self.takes = 0.0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/jwks", self.jwks),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def metadata(self, _: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(said | self.metadata_changed)

    async def jwks(self, _: Request) -> Response:
        self.keys_asked += 1
        await asyncio.sleep(self.takes)
        keys = [self.key.as_dict(private=False)] if self.keys is None else self.keys
        return JSONResponse({"keys": keys}, self.keys_status)

    async def token(self, _: Request) -> Response:
        self.tokens_asked += 1
        await asyncio.sleep(self.takes)
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": "citizen-profile",
            "sub": "s",
            "iat": now,
            "exp": now + 300,
            "nonce": "the-nonce",
            "rrn": "88021400084",
            "given_name": "Lotte",
            "family_name": "Vermeulen",
        }
        claims = {name: value for name, value in (claims | self.changed).items() if value is not None}
        token = jwt.encode(self.header, claims, self.key, [self.header["alg"]])
        answer = {"id_token": token, "access_token": "x", "token_type": "Bearer", "expires_in": 300}
        answer = {name: value for name, value in (answer | self.answer_changed).items() if value is not None}
        return JSONResponse(answer, self.status)


@pytest.fixture
def served() -> Iterator[Served]:
    yield from serve()


@pytest.fixture
def idp(served: Served) -> IdentityProvider:
    played = IdentityProvider()
    played.issuer = served.mount(played.app())
    return played


def party(idp: IdentityProvider, *, patience: float = 4.0) -> RelyingParty:
    names = ClaimNames(national_number="rrn", given_name="given_name", family_name="family_name")
    upstream = Upstream(
        name="idp",
        issuer=idp.issuer,
        client_id="citizen-profile",
        key_file=None,
        scope="openid",
        claims=names,
        label=texts(nl="idp"),
        levels={"high": "high"},
        level="low",
        algorithms=idp.algorithms,
    )
    http = GuardedClient(production=False)
    return RelyingParty(upstream, "https://localhost:8400/sso/callback/idp", http, patience=patience)


async def finish(idp: IdentityProvider, **answer: str):
    return await party(idp).finish({"code": "c", "iss": idp.issuer, **answer}, ATTEMPT)
