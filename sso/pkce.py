"""Proof key for code exchange (RFC 7636); the computation is Authlib's."""

import re
import secrets

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # pyright: ignore[reportUnknownVariableType]

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def new_verifier() -> str:
    """Make a code verifier (section 4.1)."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (section 4.2)."""
    return str(create_s256_code_challenge(verifier))  # pyright: ignore[reportUnknownArgumentType]


def is_verifier(text: str) -> bool:
    """Tell whether a text has the shape of a code verifier."""
    return _VERIFIER.fullmatch(text) is not None
