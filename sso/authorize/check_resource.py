"""For which of our APIs the access token is (RFC 8707 section 2)."""

from sso.authorize.asked import Asked, RefusedError


def check_resource(asked: Asked) -> None:
    """Refuse a resource that is not the citizen API, and that one without its scope."""
    resource = asked.get("resource")
    if resource not in ("", asked.citizen_api):
        raise RefusedError("invalid_target", "The resource is unknown.")
    if resource and "citizen" not in asked.words("scope"):
        raise RefusedError("invalid_target", "This resource asks for the scope citizen.")


def audience_of(asked: Asked) -> str:
    """Return the audience of the access token: the resource, else our userinfo endpoint's issuer."""
    return asked.get("resource") or asked.issuer
