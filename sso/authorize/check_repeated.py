"""No parameter stands there twice (RFC 6749 section 3.1)."""

from sso.authorize.asked import Asked, RefusedError


def check_repeated(asked: Asked) -> None:
    """Refuse a request that can be read in two ways."""
    if asked.repeated:
        raise RefusedError("invalid_request", "A parameter is given more than once.")
