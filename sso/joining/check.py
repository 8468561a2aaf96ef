"""Checking a site by itself: each finding says where it is and what to do."""

import re
from collections.abc import Sequence
from typing import Any, cast

from profile_core.contract import InvalidError, Texts, checked_texts, contains_number
from profile_core.directory import addresses, client_ids, jwk
from profile_core.directory.joining import Joining
from sso.joining.draft import SCOPES, Draft

_LONGEST_NAME = 80
_MOST_ADDRESSES = 20
_MOST_KEYS = 10


def site(draft: Draft, *, production: bool) -> Joining:
    """Return the site that a draft says; in ``production`` no address of this machine is taken."""
    _origin(draft.origin, production=production)
    if draft.client_id and not re.fullmatch(client_ids.SHAPE, draft.client_id):
        message = f"Use {client_ids.HINT}, at most 100 of them, or leave it out."
        raise _invalid("client_id", message, "clientId")
    return Joining(
        origin=draft.origin,
        name=_name(draft),
        client_id=draft.client_id,
        environment=draft.environment,
        profile=draft.profile.value,
        keys=_keys(draft),
        jwks_uri=_address("jwksUri", draft.jwks_uri, production=production) if draft.jwks_uri else "",
        scopes=_scopes(draft.scopes),
        redirect_uris=_redirects(draft, production=production),
        post_logout_redirect_uris=_own(
            "postLogoutRedirectUris", draft.post_logout_redirect_uris, draft.origin, production=production
        ),
        backchannel_logout_uri=_address(
            "backchannelLogoutUri", draft.backchannel_logout_uri, production=production
        )
        if draft.backchannel_logout_uri
        else "",
    )


def _origin(origin: str, *, production: bool) -> None:
    if not addresses.is_origin(origin):
        message = "Give an origin such as https://www.gent.be: https, no path, no slash at its end."
        raise _invalid("origin", message, "origin")
    if production and addresses.is_local(origin):
        raise _invalid("origin", "Give the https origin that citizens visit: this is production.", "origin")


def _name(draft: Draft) -> Texts:
    texts = checked_texts(draft.name, path=("site", "name"), longest=_LONGEST_NAME)
    if any(not text.text.isprintable() or contains_number(text.text) for text in texts.items):
        message = "Write the name on one line, without anybody's national number."
        raise _invalid("name", message, "name")
    return texts


def _keys(draft: Draft) -> tuple[dict[str, Any], ...]:
    if draft.jwks is None and not draft.jwks_uri:
        message = "Give jwksUri, where your site publishes its public keys, or the keys themselves as jwks."
        raise _invalid("keys", message, "jwksUri")
    if draft.jwks is None:
        return ()
    if draft.jwks_uri:
        raise _invalid("keys", "Give either jwks or jwksUri: leave one out.", "jwks")
    keys = _listed(draft.jwks)
    for at, key in enumerate(keys):
        if problem := jwk.problem_of(key):
            raise _invalid("keys", f"{problem[0].upper()}{problem[1:]}", "jwks", "keys", str(at))
    if len({key["kid"] for key in keys}) != len(keys):
        raise _invalid("keys", "Give each key a kid of its own.", "jwks")
    return tuple(jwk.public(key) for key in keys)


def _listed(jwks: Any) -> list[dict[str, Any]]:
    found: Any = cast("dict[str, Any]", jwks).get("keys") if isinstance(jwks, dict) else None
    keys = cast("list[Any]", found) if isinstance(found, list) else []
    if not 1 <= len(keys) <= _MOST_KEYS or not all(isinstance(key, dict) for key in keys):
        message = f'Give a JWK set with 1 to {_MOST_KEYS} public keys: {{"keys": [...]}}.'
        raise _invalid("keys", message, "jwks")
    return keys


def _scopes(scopes: Sequence[str]) -> frozenset[str]:
    if unknown := sorted(set(scopes) - SCOPES):
        message = f"{unknown[0]!r} is no scope of sites. Use some of {', '.join(sorted(SCOPES))}."
        raise _invalid("scopes", message, "scopes")
    if "openid" not in scopes:
        raise _invalid("scopes", "Add openid: without it nobody can log in.", "scopes")
    return frozenset(scopes)


def _redirects(draft: Draft, *, production: bool) -> tuple[str, ...]:
    if not draft.redirect_uris:
        message = f"Give the address to which citizens come back, such as {draft.origin}/callback."
        raise _invalid("redirect_uris", message, "redirectUris")
    return _own("redirectUris", draft.redirect_uris, draft.origin, production=production)


def _own(field: str, given: Sequence[str], origin: str, *, production: bool) -> tuple[str, ...]:
    """Check addresses to which we send citizens: they are the site's own, each once."""
    if len(given) > _MOST_ADDRESSES:
        raise _invalid("address", f"Give at most {_MOST_ADDRESSES} addresses.", field)
    for at, address in enumerate(given):
        _address(field, address, str(at), production=production)
        if addresses.origin_of(address) != origin:
            message = f"Give an address of {origin} itself; register another origin as a site of its own."
            raise _invalid("address", message, field, str(at))
    return tuple(dict.fromkeys(given))


def _address(field: str, address: str, *at: str, production: bool) -> str:
    if not addresses.is_exact(address) or (production and addresses.is_local(address)):
        local = "" if production else " (http only for localhost)"
        message = f"Give one exact https address{local}: no wildcard, no fragment, no user name, no blank."
        raise _invalid("address", message, field, *at)
    return address


def _invalid(code: str, message: str, *path: str) -> InvalidError:
    return InvalidError(f"site.{code}", message, path=("site", *path))
