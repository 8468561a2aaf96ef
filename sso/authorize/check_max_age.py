"""How long ago the citizen may have logged in (OpenID Connect Core section 3.1.2.1)."""

from sso.authorize.asked import Asked, RefusedError


def check_max_age(asked: Asked) -> None:
    """Refuse a ``max_age`` that is no number of seconds."""
    said = asked.get("max_age")
    if said and not (said.isascii() and said.isdecimal() and len(said) <= 9):
        raise RefusedError("invalid_request", "max_age must be a number of seconds.")


def max_age_of(asked: Asked) -> int | None:
    """Return what was asked, if anything was."""
    said = asked.get("max_age")
    return int(said) if said else None
