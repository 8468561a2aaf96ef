"""What an id token of an identity provider means: checked, then mapped to a login."""

from datetime import UTC, datetime
from typing import Any, Self

import msgspec

from profile_core.contract import clock
from profile_core.directory import subjects
from sso.model import Attempt, Login, Person, Upstream
from sso.upstream.metadata import UpstreamError

_LEEWAY = 30
_OLDEST = 600
"""Seconds that an id token may lie between its issuer and us."""


class IdToken(msgspec.Struct, frozen=True, kw_only=True):
    """The claims that every id token must have, and ``all`` as they came."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: float
    iat: float
    nonce: str = ""
    azp: str = ""
    acr: str = ""
    auth_time: float | None = None
    all: dict[str, Any]

    @classmethod
    def of(cls, claims: dict[str, Any]) -> Self:
        """Read verified claims; ``msgspec.ValidationError`` where one has the wrong type."""
        return msgspec.convert({**claims, "all": claims}, cls)


def login_of(token: IdToken, attempt: Attempt, upstream: Upstream) -> Login:
    """Check a verified id token (OpenID Connect Core section 3.1.3.7) and map its claims.

    A national number that is none raises ``InvalidError``.
    """
    _check(token, attempt, upstream)
    names = upstream.claims
    number = subjects.national(_text(token, names.national_number))
    return Login(
        person=Person(
            given_name=_text_if_any(token, names.given_name),
            family_name=_text(token, names.family_name),
            national_number=number.digits,
        ),
        level=upstream.levels.get(token.acr, upstream.level),
        auth_time=datetime.fromtimestamp(token.iat if token.auth_time is None else token.auth_time, UTC),
        upstream=upstream.name,
    )


def _check(token: IdToken, attempt: Attempt, upstream: Upstream) -> None:
    now = int(clock.now().timestamp())
    audiences = [token.aud] if isinstance(token.aud, str) else token.aud
    if token.iss != upstream.issuer:
        raise UpstreamError("the id token is of another issuer")
    if audiences != [upstream.client_id] or token.azp not in ("", upstream.client_id):
        raise UpstreamError("the id token is for another client")
    if token.exp <= now - _LEEWAY or not now - _OLDEST <= token.iat <= now + _LEEWAY:
        raise UpstreamError("the id token is of another time")
    if token.auth_time is not None and not 0 <= token.auth_time <= now + _LEEWAY:
        raise UpstreamError("the login is of another time")
    if token.nonce != attempt.nonce:
        raise UpstreamError("the id token is of another login")
    if attempt.max_age is not None and _age(token, now) > attempt.max_age + _LEEWAY:
        raise UpstreamError("the login is older than was asked for")


def _age(token: IdToken, now: float) -> float:
    if token.auth_time is None:
        raise UpstreamError("auth_time is missing although max_age was sent")
    return now - token.auth_time


def _text(token: IdToken, name: str) -> str:
    value = token.all.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise UpstreamError(f"the claim {name} is missing")
    return value.strip()


def _text_if_any(token: IdToken, name: str) -> str:
    """Return a text that not everybody has: some citizens bear one name only."""
    value = token.all.get(name)
    is_empty = value is None or (isinstance(value, str) and not value.strip())
    return "" if is_empty else _text(token, name)
