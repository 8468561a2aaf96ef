"""The simulated source answers whom it is to trust, about this question, once; and tells nobody else anything."""

import json
from collections.abc import Callable, Iterator
from functools import partial

import httpx2
import pytest
from joserfc.jwk import ECKey

from tests.testing.asked_source import LOTTE, Asked, Json
from tests.testing.played_issuer import Issuer, running
from tests.testing.processes import free_port


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def good(start: Callable[..., str], issuer: Issuer) -> Asked:
    at = start("source", free_port(), {"issuer": issuer.address, "source": {"items": 3}})
    return Asked(issuer=issuer, base=at, control=f"{at}/_control/source")


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://localhost:1"},
        {"iss": None},
        {"aud": "http://127.0.0.1:1/notifications/query"},
        {"aud": None},
        {"iat": None},
        {"iat": 4_000_000_000, "exp": 4_000_000_060},
        {"exp": 1},
        {"exp": None},
        {"exp": 4_000_000_000},
        {"jti": None},
        {"digest": None},
        {"digest": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"},
        {"typ": "register-request+jwt"},
        {"typ": "JWT"},
        {"signer": ECKey.generate_key("P-256", auto_kid=True)},
    ],
    ids="-".join,
)
def test_wrong_signature_is_refused_and_no_more_is_said(good: Asked, wrong: Json):
    body = json.dumps({"subject": {"nationalNumber": LOTTE}, "role": "BUR", "limit": 1, "language": "nl"})
    answer = good.post("notifications/query", body.encode(), **wrong)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not authorized",
        "status": 401,
        "code": "unauthorized",
    }


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Basic eDp5", "Bearer a.b.c"])
def test_who_has_no_token_is_refused(good: Asked, authorization: str | None):
    headers = {} if authorization is None else {"authorization": authorization}
    answer = httpx2.post(f"{good.base}/notifications/query", content=b"{}", headers=headers)
    assert answer.status_code == 401


def test_token_is_good_once_and_for_its_address_alone(good: Asked):
    ask = partial(good.post, "notifications/changes", b'{"cursor": null, "limit": 1}', jti="once")
    assert [ask().status_code for _ in range(2)] == [200, 401]
    live = good.post("notifications/query", b"{}", aud=f"{good.base}/notifications/changes")
    assert live.status_code == 401


def test_keys_are_fetched_when_one_is_unknown_and_then_kept(good: Asked, issuer: Issuer):
    good.items()
    before = issuer.fetched
    for _ in range(5):
        good.items()
    assert issuer.fetched == before
