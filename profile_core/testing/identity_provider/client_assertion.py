"""Client authentication by ``private_key_jwt`` (OpenID Connect Core section 9), the provider's side."""

from typing import Any, cast

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact
from joserfc.jwt import JWTClaimsRegistry
from starlette.datastructures import FormData

from profile_core.testing.assertion import ASSERTION_TYPE
from profile_core.testing.identity_provider.provider import Client, Provider
from profile_core.testing.shelf import seconds

_ALGORITHMS = ["ES256", "PS256", "EdDSA"]
_LONGEST = 300
_LEEWAY = 30


def client_of(provider: Provider, form: FormData) -> str | None:
    """Return the id of the client that signed the assertion in the form, else None."""
    assertion = str(form.get("client_assertion", ""))
    client = provider.client(str(form.get("client_id") or _unverified_issuer(assertion)))
    if client is None or form.get("client_assertion_type") != ASSERTION_TYPE:
        return None
    try:
        claims = _verified(provider, client, assertion)
    except (JoseError, ValueError):
        return None
    spent = f"{client.client_id} {claims['jti']}"
    if claims["exp"] > seconds() + _LONGEST + _LEEWAY or provider.spent.get(spent):
        return None
    provider.spent.put(thing=True, handle=spent)
    return client.client_id


def _verified(provider: Provider, client: Client, assertion: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(cast("Any", client.jwks))
    claims = jwt.decode(assertion, keys, _ALGORITHMS).claims
    registry = JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": client.client_id},
        sub={"essential": True, "value": client.client_id},
        aud={"essential": True, "values": [provider.issuer, f"{provider.issuer}/token"]},
        exp={"essential": True},
        jti={"essential": True},
    )
    registry.validate(claims)
    return claims


def _unverified_issuer(assertion: str) -> str:
    """``client_id`` may be left out (RFC 7521 section 4.2); the signature is verified afterwards."""
    try:
        return str(msgspec.json.decode(extract_compact(assertion.encode()).payload).get("iss", ""))
    except (JoseError, ValueError, AttributeError):
        return ""
