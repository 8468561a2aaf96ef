"""The answer stands in the query (OAuth 2.0 Multiple Response Type Encoding Practices section 2.1)."""

from sso.authorize.asked import Asked, RefusedError


def check_response_mode(asked: Asked) -> None:
    """Refuse any response mode but ``query``."""
    if asked.get("response_mode") not in ("", "query"):
        raise RefusedError("invalid_request", "Only response_mode=query is supported.")
