"""Reading signed tokens (JWS, RFC 7515; JWT, RFC 7519): size first, algorithms by name, claims by type."""

from functools import cache
from typing import Any, TypeVar

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

LARGEST = 16 * 1024
ALGORITHMS = ("ES256", "PS256", "EdDSA")
"""What we accept from others; never ``none``, never anything symmetric (RFC 8725 sections 3.1 and 3.2)."""
Claims = TypeVar("Claims")


class TokenError(Exception):
    """The token cannot be read, is not signed by one of the keys, or lacks a claim that it must have."""


class Header(msgspec.Struct, frozen=True):
    """The part of a JOSE header that is looked at before the signature is."""

    alg: str
    kid: str | None = None
    typ: str = ""
    jwk: dict[str, Any] | None = None


def header_of(token: str) -> Header:
    """Read the header of a token that nobody has verified yet."""
    return _opened(token)[1]


def unverified(token: str, into: type[Claims]) -> Claims:
    """Read claims that only say which key to look for; whoever uses them verifies the token next."""
    return _claims(_opened(token)[0], into)


def read(
    token: str,
    keys: Key | KeySet,
    into: type[Claims],
    *,
    typ: str = "",
    algorithms: tuple[str, ...] = ALGORITHMS,
) -> Claims:
    """Verify a token and return its claims; times are the caller's to check.

    Where ``typ`` is given the header must say it (RFC 8725 section 3.11), with or without ``application/``.
    """
    found, header = _opened(token)
    if typ and header.typ.lower().removeprefix("application/") != typ:
        raise TokenError(f"typ is not {typ}")
    try:
        is_theirs = jws.validate_compact(found, keys, registry=registry(algorithms))
    except (JoseError, ValueError) as error:
        raise TokenError("not signed by a known key") from error
    if not is_theirs:
        raise TokenError("not signed by a known key")
    return _claims(found, into)


class _Registry(jws.JWSRegistry):
    """What joserfc allows is too short for the RSA key that a proof carries, and for a signature by a long one."""

    max_header_length = 4096
    max_signature_length = 2048


@cache
def registry(algorithms: tuple[str, ...]) -> jws.JWSRegistry:
    """Return what knows these algorithms and no other."""
    return _Registry(algorithms=list(algorithms))


def _opened(token: str) -> tuple[jws.CompactSignature, Header]:
    if len(token) > LARGEST:
        raise TokenError("longer than 16 KiB")
    try:
        found = jws.extract_compact(token.encode("ascii"), registry=registry(ALGORITHMS))
        return found, msgspec.convert(found.headers(), Header)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenError("not a signed token") from error


def _claims(found: jws.CompactSignature, into: type[Claims]) -> Claims:
    try:
        return msgspec.json.decode(found.payload, type=into)
    except (ValueError, RecursionError) as error:
        raise TokenError("the claims are not of the shape") from error
