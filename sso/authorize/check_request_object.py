"""Parameters come as they are, not inside an object (OpenID Connect Core section 6)."""

from sso.authorize.asked import Asked, RefusedError


def check_request_object(asked: Asked) -> None:
    """Say so where a site sends an object (OpenID Connect Core section 3.1.2.6)."""
    for name in ("request", "request_uri", "registration"):
        if asked.get(name):
            raise RefusedError(f"{name}_not_supported", f"The parameter {name} is not supported.")
