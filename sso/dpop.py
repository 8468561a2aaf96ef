"""Proof of possession (RFC 9449): a token is worth something only to who has the key.

Our nonce takes the place of the citizen's clock (section 8): it is the time, with an HMAC, so nothing is stored
and every process can check it.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from profile_core.contract import Tx, clock
from profile_core.directory import jwk as keys
from profile_core.kit.keyring import Keyring
from profile_core.store import once
from sso import jose

NONCE_LIFETIME = 300
_AHEAD = 30
_PURPOSE = "dpop nonce"
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class ProofError(Exception):
    """The proof does not hold; ``error`` is ``invalid_dpop_proof`` or ``use_dpop_nonce``."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class NonceError(ProofError):
    """The proof lacks a nonce of ours that is fresh; every first proof does (section 8)."""


class ProofClaims(msgspec.Struct, frozen=True, kw_only=True):
    """The claims of a proof (section 4.2)."""

    jti: str
    htm: str
    htu: str
    iat: float
    nonce: str = ""
    ath: str = ""
    exp: float | None = None
    nbf: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof that holds, still to be used up; ``jkt`` is the thumbprint of its key (RFC 7638)."""

    jkt: str
    jti: str
    until: datetime


def fresh_nonce(keyring: Keyring) -> str:
    """Make a nonce."""
    moment = int(clock.now().timestamp()).to_bytes(8)
    return base64.urlsafe_b64encode(moment + keyring.mac(_PURPOSE, moment)).rstrip(b"=").decode()


def check(keyring: Keyring, proof: str, *, method: str, address: str, token: str = "") -> Proof:
    """Check a proof for a request (section 4.3); where a token comes with it, for that token (section 4.3 #11)."""
    header = _header(proof)
    key = _key(header)
    try:
        claims = jose.read(proof, key, ProofClaims, typ="dpop+jwt")
    except jose.TokenError as error:
        raise _refusal("The proof cannot be verified.") from error
    if claims.htm != method or _bare(claims.htu) != address:
        raise _refusal("The proof is for another request.")
    if not 1 <= len(claims.jti) <= 256:
        raise _refusal("jti must have 1 to 256 characters.")
    if not _is_in_time(claims):
        raise _refusal("exp or nbf of the proof say that it is not for now.")
    if token and not hmac.compare_digest(claims.ath.encode(), _hash(token)):
        raise _refusal("The proof is for another token.")
    if not _is_fresh(keyring, claims.nonce):
        raise NonceError("use_dpop_nonce", "Use the nonce of this answer.")
    return Proof(jkt=key.thumbprint(), jti=claims.jti, until=clock.ahead(NONCE_LIFETIME + _AHEAD))


async def use(tx: Tx, proof: Proof) -> None:
    """Use a proof up; one that was used before is refused."""
    if not await once.use(tx, "dpop", f"{proof.jkt}\0{proof.jti}", until=proof.until):
        raise _refusal("The proof was used before.")


def _header(proof: str) -> jose.Header:
    try:
        return jose.header_of(proof)
    except jose.TokenError as error:
        raise _refusal("The proof cannot be read.") from error


def _key(header: jose.Header) -> Key:
    jwk = header.jwk or {}
    if not jwk or _PRIVATE & jwk.keys():
        raise _refusal("The proof must carry its public key.")
    try:
        key = import_key(
            cast("Any", {name: jwk[name] for name in jwk if name not in ("alg", "use", "key_ops")})
        )
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _refusal("The key of the proof is not usable.") from error
    if not keys.is_strong(key):
        raise _refusal("The key of the proof must be on P-256, on Ed25519, or RSA of 2048 bits or more.")
    return key


def _is_in_time(claims: ProofClaims) -> bool:
    """Heed what a proof says of its own time, though our nonce would do (RFC 7519 sections 4.1.4 and 4.1.5)."""
    now = clock.now().timestamp()
    is_over = claims.exp is not None and claims.exp <= now - _AHEAD
    return not is_over and (claims.nbf is None or claims.nbf <= now + _AHEAD)


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _hash(token: str) -> bytes:
    return base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=")


def _is_fresh(keyring: Keyring, nonce: str) -> bool:
    try:
        raw = base64.b64decode(nonce + "=" * (-len(nonce) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    moment, mac = raw[:8], raw[8:]
    ours = any(hmac.compare_digest(mac, known) for known in keyring.macs(_PURPOSE, moment))
    return ours and -_AHEAD <= clock.now().timestamp() - int.from_bytes(moment) <= NONCE_LIFETIME


def _refusal(description: str) -> ProofError:
    return ProofError("invalid_dpop_proof", description)
