"""To which key the code is bound, where the client says so (RFC 9449 section 10)."""

import re

from sso.authorize.asked import Asked, RefusedError

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


def check_dpop_jkt(asked: Asked) -> None:
    """Refuse what no SHA-256 thumbprint of a key (RFC 7638) can be: no proof would ever fit it."""
    said = asked.get("dpop_jkt")
    if said and not _THUMBPRINT.fullmatch(said):
        raise RefusedError("invalid_request", "dpop_jkt is not a base64url SHA-256 thumbprint.")
