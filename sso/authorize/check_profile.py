"""A client of the profile fapi2 must push its request first (FAPI 2.0 Security Profile section 5.3.2.2)."""

from sso.authorize.asked import Asked, RefusedError


def check_profile(asked: Asked) -> None:
    """Refuse it plainly rather than serve it with less than it registered for: there is no PAR here yet."""
    if asked.client is not None and asked.client.profile != "standard":
        raise RefusedError("unauthorized_client", "This client is registered for pushed requests only.")
