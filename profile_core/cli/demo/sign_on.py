"""What sign-on and those it asks are told of each other: identity providers, registers, and the file of ours."""

import re
from typing import Any

import msgspec

from profile_core.cli.demo.plan import IDP_CLIENT, IdentityProvider, Plan, Register
from profile_core.cli.keys import private_jwk, public_part

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def identity_provider(plan: Plan, one: IdentityProvider) -> dict[str, Any]:
    """Return the configuration of an identity provider, with us as its one client."""
    client = {
        "client_id": IDP_CLIENT,
        "redirect_uris": [f"{plan.gateway}/sso/callback/{one.code}"],
        "post_logout_redirect_uris": [f"{plan.gateway}/"],
        "jwks": {"keys": [public_part(private_jwk(plan.key_file(one.key)))]},
    }
    return {
        "issuer": one.issuer,
        "clients": [client],
        "name": one.label,
        "claims": one.claims,
        "levels": one.levels,
    }


def register(plan: Plan, one: Register) -> dict[str, Any]:
    """Return the configuration of a register."""
    return {"data": one.data, "address": one.address, "issuer": plan.gateway}


def file_of(plan: Plan) -> str:
    """Return what stands in ``CITIZEN_PROFILE_SSO_FILE``."""
    tables = [
        *(_upstream(plan, one) for one in plan.identity_providers),
        *(_register(one) for one in plan.registers),
    ]
    return "\n".join(tables)


def _upstream(plan: Plan, one: IdentityProvider) -> str:
    values = {
        "name": one.code,
        "issuer": one.issuer,
        "client_id": IDP_CLIENT,
        "key_file": str(plan.key_file(one.key)),
    }
    return "".join(
        [
            _table("[[upstream]]", values),
            _table("[upstream.label]", one.label),
            _table("[upstream.claims]", one.claims),
            _table("[upstream.levels]", one.levels),
        ]
    )


def _register(one: Register) -> str:
    values = {"name": one.data, "address": one.address}
    return _table("[[register]]", values) + _table("[register.label]", one.label)


def _table(head: str, values: dict[str, str]) -> str:
    lines = [f"{_key(name)} = {_text(value)}" for name, value in values.items()]
    return "\n".join([head, *lines, ""])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Write a TOML string; JSON has the same ones."""
    return msgspec.json.encode(text).decode()
