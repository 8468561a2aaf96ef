"""Proofs of possession, checked as RFC 9449 section 4.3 says, by a library that is not ours."""

import base64
import json
from hashlib import sha256

from joserfc import jws
from joserfc.jwk import ECKey
from starlette.requests import Request

from tests.embed_header.played_state import Region, Seen

_REGISTRY = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)


class NonceError(Exception):
    """The proof has no nonce, or an old one."""


def prove(region: Region, request: Request, htu: str, token: str | None = None) -> str:
    """Check a proof and return the thumbprint of its key."""
    compact = request.headers["dpop"]
    header = json.loads(_unbase64url(compact.split(".")[0]))
    key = ECKey.import_key(header["jwk"])
    assert (header["typ"], key.is_private) == ("dpop+jwt", False)
    claims = json.loads(jws.deserialize_compact(compact, key, registry=_REGISTRY).payload)
    assert (claims["htm"], claims["htu"]) == ("POST", htu)
    assert claims["jti"] not in [proof["jti"] for proof in region.proofs], "a proof was used twice"
    region.proofs.append(claims)
    if claims.get("nonce") != region.nonce:
        raise NonceError
    if token is not None:
        assert claims["ath"] == _base64url(sha256(token.encode()).digest())
    return key.thumbprint()


def note(region: Region, request: Request) -> None:
    region.seen.append(
        Seen(request.url.path, dict(request.cookies), request.headers.get("origin"), request.url.query)
    )


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
