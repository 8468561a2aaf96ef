"""Whether the keys that a site publishes can be read."""

from typing import Any, cast

from profile_core.directory import jwk
from profile_core.sources import GuardedClient, NoAnswerError

_DEADLINE = 2.0


async def problem_at(jwks_uri: str, *, production: bool) -> str:
    """Return what keeps us from using the keys at an address, or nothing."""
    if not jwks_uri:
        return ""
    try:
        async with GuardedClient(production=production, deadline=_DEADLINE) as http:
            answer = await http.get(jwks_uri, headers={"accept": "application/json"})
        found: Any = answer.json().get("keys") if answer.status == 200 else None
    except NoAnswerError as error:
        return _said(jwks_uri, str(error))
    if not isinstance(found, list):
        return _said(jwks_uri, f"status {answer.status}, or no JWK set")
    return "" if any(map(_is_usable, cast("list[Any]", found))) else _said(jwks_uri, "no usable public key")


def _is_usable(key: Any) -> bool:
    return isinstance(key, dict) and not jwk.problem_of(cast("dict[str, Any]", key))


def _said(jwks_uri: str, why: str) -> str:
    return f"No keys could be read at {jwks_uri} ({why}). The site is registered; it cannot log in until they can."
