"""A client of the profile fapi2 must push its request first (FAPI 2.0 Security Profile section 5.3.2.2)."""

from sso.authorize.asked import Asked, RefusedError


def check_profile(asked: Asked) -> None:
    """Refuse a request that came through the browser where it had to be pushed (RFC 9126 section 6)."""
    if asked.client is not None and asked.client.profile != "standard" and not asked.is_pushed:
        raise RefusedError("invalid_request", "This client must push its request first.")
