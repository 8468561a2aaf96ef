"""Parameters come as they are, not inside an object (OpenID Connect Core section 6)."""

from sso.authorize.asked import Asked, RefusedError


def check_request_object(asked: Asked) -> None:
    """Say so where a site sends an object (OpenID Connect Core section 3.1.2.6).

    A pushed request may not name another one (RFC 9126 section 2.1).
    """
    if asked.is_pushed and asked.get("request_uri"):
        raise RefusedError("invalid_request", "A pushed request has no request_uri.")
    for name in ("request", "request_uri", "registration"):
        if asked.get(name):
            raise RefusedError(f"{name}_not_supported", f"The parameter {name} is not supported.")
