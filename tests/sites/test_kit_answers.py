"""What the site kit tells the browser when the gateway is away, busy or answers something else; and whose page asks."""

from typing import Any

import httpx2
import pytest
from citizen_profile_site import Answer, Site, answer, answer_async, is_same_origin
from joserfc.jwk import ECKey

SITE = Site(
    origin="https://www.gent.be",
    issuer="https://profile.example.org",
    client_id="gent-www",
    private_jwk=ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True),
)
ASKED = {
    "method": "POST",
    "headers": {"origin": "https://www.gent.be", "dpop": "a.proof.of-it"},
    "id_token": "t",
}


def away(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("nobody is there")


def told(status: int, **content: Any) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda _: httpx2.Response(status, **content))


def tried(transport: httpx2.MockTransport) -> Answer:
    with httpx2.Client(transport=transport) as client:
        return answer(SITE, client, **ASKED)


CASES = [
    (httpx2.MockTransport(away), 502, "issuer_unreachable"),
    (told(200, text="<h1>Proxy</h1>"), 502, "http_200"),
    (told(200, json={"token_type": "DPoP"}), 502, "http_200"),
    (told(200, json=["access_token"]), 502, "http_200"),
    (told(500, text=""), 502, "http_500"),
    (told(302, headers={"location": "https://evil.example"}), 502, "http_302"),
    (told(401, json={"error": "invalid_client"}), 502, "invalid_client"),
    (told(400, json={"error": "unauthorized_client"}), 502, "unauthorized_client"),
    (
        told(503, json={"error": "temporarily_unavailable"}, headers={"retry-after": "7"}),
        503,
        "temporarily_unavailable",
    ),
    (told(429, headers={"retry-after": "7"}), 503, "http_429"),
]


@pytest.mark.parametrize(("transport", "status", "error"), CASES)
async def test_what_the_browser_cannot_mend_is_one_answer_both_ways(
    transport: httpx2.MockTransport, status: int, error: str
):
    said = tried(transport)
    assert (said.status, said.body, said.ended) == (status, f'{{"error": "{error}"}}'.encode(), False)
    assert said.headers.get("retry-after") == ("7" if status == 503 else None)
    async with httpx2.AsyncClient(transport=transport) as client:
        assert await answer_async(SITE, client, **ASKED) == said


def test_session_that_ended_is_the_only_thing_that_ends_one():
    said = tried(told(400, json={"error": "invalid_grant"}))
    assert (said.status, said.ended) == (401, True)


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("https://www.gent.be", True),
        ("https://www.gent.be:443", True),
        ("HTTPS://WWW.Gent.be", True),
        ("http://www.gent.be", False),
        ("https://www.gent.be:8443", False),
        ("https://gent.be", False),
        ("https://www.gent.be.evil.example", False),
        ("https://www.gent.be@evil.example", False),
        ("https://evil.example@www.gent.be", False),
        ("https://www.gent.be/", False),
        ("https://www.gent.be, https://www.gent.be", False),
        ("https://www.gent.be:x", False),
        ("//www.gent.be", False),
        ("null", False),
        ("", False),
    ],
)
def test_origin_is_compared_whole(origin: str, is_own: bool):
    assert is_same_origin(origin, "https://www.gent.be") is is_own


def test_nobody_is_of_the_same_origin_as_a_site_that_is_named_wrongly():
    assert not is_same_origin("null", "null")
    assert not is_same_origin("", "")


@pytest.mark.parametrize("key", [{"kty": "EC"}, {"kty": "oct", "kid": "k"}, {}])
def test_key_that_proves_nothing_is_refused_at_start(key: dict[str, str]):
    with pytest.raises(ValueError, match="private JWK with a kid"):
        Site(origin=SITE.origin, issuer=SITE.issuer, client_id="gent-www", private_jwk=key)
