"""Only the code flow is served (RFC 9700 section 2.1.2)."""

from sso.authorize.asked import Asked, RefusedError


def check_response_type(asked: Asked) -> None:
    """Refuse any response type but ``code`` (RFC 6749 section 3.1.1)."""
    if not asked.get("response_type"):
        raise RefusedError("invalid_request", "response_type is missing; it must be code.")
    if asked.get("response_type") != "code":
        raise RefusedError("unsupported_response_type", "Only response_type=code is supported.")
