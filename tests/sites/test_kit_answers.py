"""What the site kit tells the browser when the gateway is away, busy or answers something else; and whose page asks."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from citizen_profile_site import Answer, Site, answer, answer_async, is_same_origin
from joserfc.jwk import ECKey, OKPKey
from starlette.datastructures import Headers

KEY = ECKey.generate_key("P-256", auto_kid=True)
SITE = Site(
    origin="https://www.gent.be",
    issuer="https://profile.example.org",
    client_id="gent-www",
    private_jwk=KEY.as_dict(private=True),
)
ASKED: dict[str, Any] = {
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
    (told(200, text="[" * 200_000), 502, "http_200"),
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


@pytest.mark.parametrize("name", ["origin", "dpop"])
def test_header_that_came_twice_is_none(name: str):
    """Starlette's headers are a mapping that has both."""
    once = {header.encode(): value.encode() for header, value in ASKED["headers"].items()}
    for pair in ([b"x", once[name.encode()]], [once[name.encode()], b"x"]):
        rest = [(header, value) for header, value in once.items() if header.decode() != name]
        headers = Headers(raw=[*rest, *((name.encode(), value) for value in pair)])
        with httpx2.Client(transport=told(200, json={})) as client:
            asked: dict[str, Any] = {**ASKED, "headers": headers}
            assert answer(SITE, client, **asked).status in (400, 403)


def test_proof_is_relayed_up_to_the_length_that_the_gateway_reads():
    longest = f"a.{'b' * (16 * 1024 - 4)}.c"
    relayed: list[str] = []

    def issuer(request: httpx2.Request) -> httpx2.Response:
        relayed.append(request.headers["dpop"])
        return httpx2.Response(400, json={"error": "use_dpop_nonce"})

    with httpx2.Client(transport=httpx2.MockTransport(issuer)) as client:
        for proof, error in ((longest, "use_dpop_nonce"), (f"{longest}c", "invalid_dpop_proof")):
            said = answer(SITE, client, **ASKED | {"headers": ASKED["headers"] | {"dpop": proof}})
            assert (said.status, said.body) == (400, f'{{"error": "{error}"}}'.encode())
    assert relayed == [longest]


KEYS = [
    {"kty": "EC"},
    {"kty": "oct", "kid": "k"},
    {},
    KEY.as_dict(private=False),
    {**KEY.as_dict(private=True), "d": "!"},
    {name: value for name, value in KEY.as_dict(private=True).items() if name != "kid"},
    ECKey.generate_key("P-384", auto_kid=True).as_dict(private=True),
    OKPKey.generate_key("X25519", auto_kid=True).as_dict(private=True),
]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("key", KEYS)
def test_key_that_proves_nothing_is_refused_at_start(key: dict[str, str]):
    with pytest.raises(ValueError, match="private JWK with a kid"):
        replace(SITE, private_jwk=key)


NO_ORIGINS = [
    "https://www.gent.be/",
    "https://www.gent.be/nl",
    "https://www.gent.be?",
    "https://www.gent.be:443",
    "http://localhost:80",
    "https://WWW.gent.be",
    "https://me@www.gent.be",
    "https://www.gent.be ",
    "https://*.gent.be",
    "https://[::1",
    "ftp://www.gent.be:21",
    "www.gent.be",
    "null",
    "",
]


@pytest.mark.parametrize("address", NO_ORIGINS)
@pytest.mark.parametrize("name", ["origin", "issuer"])
def test_address_that_no_browser_writes_is_refused_at_start(name: str, address: str):
    with pytest.raises(ValueError, match=f"{name} must be .* such as https://") as refused:
        replace(SITE, **{name: address})
    assert repr(address) in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["https://www.gent.be", "https://www.gent.be:8443", "http://localhost:8400", "http://[::1]:3000"],
)
def test_origins_as_browsers_write_them_are_taken(address: str):
    site = replace(SITE, origin=address, issuer=address)
    assert site.token_endpoint == f"{address}/sso/token"
    assert is_same_origin(address, site.origin)
