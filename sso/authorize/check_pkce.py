"""A proof key is required, by S256 (RFC 7636 section 4.4.1, RFC 9700 section 2.1.1)."""

import re

from sso.authorize.asked import Asked, RefusedError

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def check_pkce(asked: Asked) -> None:
    """Refuse a request without a challenge, with ``plain``, or with what no SHA-256 can be."""
    if not asked.get("code_challenge"):
        raise RefusedError("invalid_request", "code_challenge is missing: PKCE is required.")
    if asked.get("code_challenge_method") != "S256":
        raise RefusedError("invalid_request", "code_challenge_method must be S256.")
    if not _CHALLENGE.fullmatch(asked.get("code_challenge")):
        raise RefusedError("invalid_request", "code_challenge is not a base64url SHA-256.")
