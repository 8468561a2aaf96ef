"""The others, played: a browser, a site's server, a program; each speaks plain HTTP."""

import base64
import json
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from profile_core.kit import clock

ISSUER = "https://localhost:8400"
SITE = "http://gent.localhost:8501"
BACK = f"{SITE}/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-allowed-1234567890"
LOTTE, WOUT = "lotte-vermeulen", "wout-de-backer"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def fields_of(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def claims_of(token: str) -> dict[str, Any]:
    return json.loads(jws.extract_compact(token.encode()).payload)


@dataclass
class Client:
    """A registered client with its key."""

    client_id: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))

    def assertion(self, **changed: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ISSUER,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(8),
        }
        claims = {name: value for name, value in (claims | changed).items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, ["ES256"])

    def authentication(self, **changed: Any) -> dict[str, str]:
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion(**changed)}


@dataclass
class Prover:
    """A key in a browser that makes DPoP proofs."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    def proof(
        self, url: str, method: str = "POST", *, token: str = "", nonce: str = "", **changed: Any
    ) -> str:
        claims = {
            "jti": secrets.token_urlsafe(8),
            "htm": method,
            "htu": url,
            "iat": int(clock.now().timestamp()),
        }
        claims |= {"nonce": nonce} if nonce else {}
        if token:
            claims["ath"] = base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()
        claims = {name: value for name, value in (claims | changed).items() if value is not None}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        return jwt.encode(header, claims, self.key, ["ES256"])


class Browser:
    """Follows redirects between us and the identity provider by hand; stops at a site's own address."""

    def __init__(self, ours: httpx2.AsyncClient) -> None:
        self.ours = ours
        self.theirs = httpx2.AsyncClient(follow_redirects=False, verify=False)

    async def go(self, address: str, **params: str) -> httpx2.Response:
        """Visit one of our addresses, without following where it leads."""
        return await self.ours.get(address, params=params or None)

    async def through(self, answer: httpx2.Response, citizen: str = LOTTE) -> str:
        """Log in where the answer leads to the identity provider; return where its answer leads."""
        page = await self.theirs.get(answer.headers["location"])
        if page.status_code == 303:
            return page.headers["location"]
        request = re.search(r'name="request" value="([^"]*)"', page.text)
        assert request, page.text
        form = {"request": unescape(request[1]), "citizen": citizen}
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(answer.headers["location"]))
        chosen = await self.theirs.post(f"{origin}/login", data=form, headers={"origin": origin})
        return chosen.headers["location"]

    async def log_in(self, citizen: str = LOTTE, **changed: str) -> httpx2.Response:
        """Come from a site, log in, and return the answer that leads back to the site."""
        answer = await self.go("/sso/authorize", **(asked() | changed))
        if not answer.headers["location"].startswith("http://127.0.0.1"):
            return await self.settled(answer)
        return await self.back(await self.through(answer, citizen))

    async def back(self, address: str) -> httpx2.Response:
        """Come back from the identity provider, and follow where we lead within sign-on."""
        return await self.settled(await self.ours.get(address))

    async def settled(self, answer: httpx2.Response, **said: str) -> httpx2.Response:
        """Follow within sign-on; agree where consent is asked, and choose what ``said`` says on another page."""
        while "/sso/continue/" in answer.headers.get("location", ""):
            answer = await self.ours.get(answer.headers["location"])
        asks_consent = 'name="consent"' in answer.text
        if not asks_consent and not said:
            return answer
        return await self.settled(await self.choose(answer, **({"consent": "1"} if asks_consent else said)))

    async def choose(self, page: httpx2.Response, **said: str) -> httpx2.Response:
        """Send the form of a page that asks, with what it carries: the mark of its session, the role it names."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        said = {name: unescape(value) for name, value in hidden} | said
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        assert action, page.text
        return led(await self.ours.post(unescape(action[1]), data=said, headers={"origin": ISSUER}))

    def forget_identity_provider(self) -> None:
        self.theirs.cookies.clear()


def led(answer: httpx2.Response) -> httpx2.Response:
    """Take a page that goes on by itself for what it is to a browser: a redirect."""
    there = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]*)">', answer.text)
    return httpx2.Response(303, headers={"location": unescape(there[1])}) if there else answer


def asked(**changed: str) -> dict[str, str]:
    """Write an authorization request of the site in Ghent."""
    return {
        "client_id": "gent",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "s-1",
        "nonce": "n-1",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **changed,
    }


async def redeem(ours: httpx2.AsyncClient, client: Client, code: str, **changed: str) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    form = {name: value for name, value in (form | client.authentication() | changed).items() if value}
    return await ours.post("/sso/token", data=form)


async def header_token(
    ours: httpx2.AsyncClient, client: Client, id_token: str, prover: Prover, **changed: str
) -> httpx2.Response:
    """Exchange, with a nonce that was asked for first."""
    form = {
        "grant_type": EXCHANGE,
        "subject_token": id_token,
        "subject_token_type": ID_TOKEN,
        "audience": f"{ISSUER}/graphql",
        "scope": "header",
        **changed,
    }
    url = f"{ISSUER}/sso/token"
    first = await ours.post(
        "/sso/token", data=form | client.authentication(), headers={"dpop": prover.proof(url)}
    )
    nonce = first.headers["dpop-nonce"]
    proof = prover.proof(url, nonce=nonce)
    return await ours.post("/sso/token", data=form | client.authentication(), headers={"dpop": proof})
