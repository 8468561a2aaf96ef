"""What both sides look like to the one who measures, and one login."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.sso.line import Line
from profile_core.testing import assertion

BROWSERS = 8
"""So many citizens log in at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """An OpenID provider that runs, a client that it knows, and browsers in which somebody is logged in.

    ``said`` is what a site says besides in its request. ``cpu`` returns the seconds that its process has used, ``database`` those of the database below it.
    """

    name: str
    issuer: str
    authorize: str
    token: str
    client_id: str
    redirect_uri: str
    private_jwk: dict[str, Any]
    cookies: tuple[str, ...]
    said: dict[str, str]
    cpu: Callable[[], float]
    database: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a site prepares for one login, made before the clock runs."""

    path: str
    state: str
    form: str


def prepared(contestant: Contestant) -> Attempt:
    """Prepare a login: a request with PKCE S256, and the token request with its signed assertion."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    request = {
        "client_id": contestant.client_id,
        "redirect_uri": contestant.redirect_uri,
        "response_type": "code",
        "scope": "openid profile",
        "state": state,
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **contestant.said,
    }
    form = {
        "grant_type": "authorization_code",
        "redirect_uri": contestant.redirect_uri,
        "code_verifier": verifier,
        **assertion.fields(contestant.client_id, contestant.private_jwk, contestant.issuer),
    }
    return Attempt(path=f"{contestant.authorize}?{urlencode(request)}", state=state, form=urlencode(form))


async def log_in(line: Line, contestant: Contestant, cookies: str, attempt: Attempt) -> bytes:
    """Get a code and redeem it; anything but tokens ends the benchmark."""
    sent = await line.get(attempt.path, cookies)
    back = parse_qs(urlsplit(sent.header("location")).query)
    if back.get("state") != [attempt.state] or "code" not in back:
        raise SystemExit(f"{contestant.name} gave no code: {sent}")
    given = await line.post(contestant.token, f"{attempt.form}&code={back['code'][0]}")
    if given.status != 200 or b'"id_token"' not in given.body:
        raise SystemExit(f"{contestant.name} gave no tokens: {given}")
    return given.body
