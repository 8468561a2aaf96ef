"""Whose questions an adapter answers: those of the profile in its plan, signed over this very question."""

import base64
import time
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from typing import Any

import httpx2
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from blocks.file_status.zgw.app import create_app
from blocks.file_status.zgw.caller import Caller
from profile_core.contract import GuardedClient
from tests.file_status.zaken import LOTTE, Cases, called, case, served
from tests.standing import stood

KEY, OTHER = (ECKey.generate_key("P-256", {"kid": one}, auto_kid=False) for one in ("ours", "other"))
ADDRESS = "http://adapter.example/file_status/query"
BODY = msgspec.json.encode({"subject": {"nationalNumber": LOTTE}, "limit": 10})


@pytest.fixture
async def http() -> AsyncIterator[GuardedClient]:
    async with GuardedClient(production=False) as client:
        yield client


@pytest.fixture
def profile() -> Iterator[str]:
    """Serve the metadata and the keys of a profile."""
    keys = KeySet([KEY]).as_dict(private=False)
    about: dict[str, str] = {}
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", lambda _: JSONResponse(about)),
            Route("/keys", lambda _: JSONResponse(keys)),
        ]
    )
    with stood(app) as port:
        about["jwks_uri"] = f"http://127.0.0.1:{port}/keys"
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def cases(http: GuardedClient) -> Iterator[Cases]:
    with served(http, case(1)) as some:
        yield some


@pytest.fixture
async def adapter(cases: Cases, http: GuardedClient, profile: str) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(cases.answers(profile=profile), Caller(profile=profile, http=http))
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://behind-a-proxy.example"
    ) as client:
        yield client


def token(profile: str, *, key: ECKey = KEY, typ: str = "source-request+jwt", **otherwise: Any) -> str:
    """Return a token as the profile signs it, or one in which something is otherwise."""
    now = int(time.time())
    claims = {
        "iss": profile,
        "aud": ADDRESS,
        "iat": now,
        "exp": now + 60,
        "jti": base64.urlsafe_b64encode(str(time.monotonic_ns()).encode()).decode(),
        "digest": base64.urlsafe_b64encode(sha256(BODY).digest()).rstrip(b"=").decode(),
    } | otherwise
    held = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": typ}, held, key)


async def asked(adapter: httpx2.AsyncClient, bearer: str, body: bytes = BODY) -> httpx2.Response:
    headers = {"authorization": f"Bearer {bearer}", "x-correlation-id": "1"}
    return await adapter.post("/file_status/query", content=body, headers=headers)


async def test_the_profile_is_answered(adapter: httpx2.AsyncClient, profile: str):
    answer = await asked(adapter, token(profile))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert [one["externalId"] for one in said["items"]] == [called(1)]
    assert said["nextCursor"] is None and said["asOf"]


async def test_it_says_what_it_serves(adapter: httpx2.AsyncClient):
    said = (await adapter.get("/.well-known/citizen-profile-source")).json()
    assert said == {"version": "1.0", "blocks": ["file_status"], "pageSize": 50, "languages": ["nl"]}


NOW = int(time.time())
WRONG: dict[str, dict[str, Any]] = {
    "iss": {"iss": "https://another.example"},
    "aud": {"aud": "http://behind-a-proxy.example/file_status/query"},
    "long ago": {"iat": 1, "exp": 61},
    "good for too long": {"exp": NOW + 4000},
    "not yet": {"iat": NOW + 3000, "exp": NOW + 3060},
    "digest of another": {"digest": "AAAA"},
    "digest is no text": {"digest": 7},
    "no jti": {"jti": None},
    "empty jti": {"jti": ""},
    "iat is no number": {"iat": "now"},
    "typ": {"typ": "at+jwt"},
    "key that is not published": {"key": OTHER},
    "key of the same name": {"key": ECKey.generate_key("P-256", {"kid": "ours"}, auto_kid=False)},
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_stranger_is_not(adapter: httpx2.AsyncClient, profile: str, cases: Cases, wrong: str):
    answer = await asked(adapter, token(profile, **WRONG[wrong]))
    assert answer.status_code == 401
    assert cases.asked() == [], "nothing is looked for"


@pytest.mark.parametrize("bearer", ["", "no token", "a.b.c", "e30.e30.e30", "x" * 5000])
async def test_no_token_is_none(adapter: httpx2.AsyncClient, bearer: str):
    assert (await asked(adapter, bearer)).status_code == 401


async def test_a_question_is_answered_once(adapter: httpx2.AsyncClient, profile: str):
    bearer = token(profile)
    assert (await asked(adapter, bearer)).status_code == 200
    assert (await asked(adapter, bearer)).status_code == 401


async def test_another_body_is_no_question_of_theirs(adapter: httpx2.AsyncClient, profile: str):
    assert (await asked(adapter, token(profile), BODY + b" ")).status_code == 401


async def test_what_was_signed_before_it_began_is_not_answered(
    cases: Cases, http: GuardedClient, profile: str
):
    """What was seen is forgotten with the process: so the next one answers nothing that it could have seen."""
    bearer = token(profile, iat=int(time.time()) - 5, exp=int(time.time()) + 30)
    app = create_app(cases.answers(profile=profile), Caller(profile=profile, http=http))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://a.example") as client:
        assert (await asked(client, bearer)).status_code == 401


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said | {"subject": {}},
        lambda said: said | {"subject": {"nationalNumber": LOTTE, "enterpriseNumber": "1"}},
        lambda said: said | {"limit": 0},
        lambda said: said | {"before": {"createdAt": "yesterday"}},
        lambda _: [],
    ],
)
async def test_what_is_no_question_is_malformed(
    adapter: httpx2.AsyncClient, profile: str, spoil: Callable[[dict[str, Any]], Any]
):
    body = msgspec.json.encode(spoil(msgspec.json.decode(BODY)))
    digest = base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode()
    assert (await asked(adapter, token(profile, digest=digest), body)).status_code == 400


async def test_a_case_system_that_is_away_is_said_so(adapter: httpx2.AsyncClient, profile: str, cases: Cases):
    cases.control(fault="error")
    answer = await asked(adapter, token(profile))
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert LOTTE not in answer.text
