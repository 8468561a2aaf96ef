"""Three providers of the demo that keep their notifications: one good, one slow, one broken."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from profile_core.cli.demo.plan import LOOPBACK, Plan
from profile_core.cli.keys import private_jwk, public_part

PROCESS = "sources"
_FILE = Path(__file__).with_name("keepers.yaml")


class Keeper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider, what it keeps for everybody, and how its source misbehaves."""

    provider: str
    items: int
    types: tuple[dict[str, Any], ...]
    faults: tuple[str, ...] = ()

    @property
    def client_id(self) -> str:
        """Return its program."""
        return f"{self.provider}-services"


@cache
def keepers() -> tuple[Keeper, ...]:
    """Return them, in the order in which the story tells of them."""
    import yaml

    return msgspec.convert(yaml.safe_load(_FILE.read_text(encoding="utf-8")), tuple[Keeper, ...])


def broken() -> Keeper:
    """Return the one that the story has mended."""
    return keepers()[-1]


def control(plan: Plan, keeper: Keeper) -> str:
    """Return the address at which a source is told how to behave."""
    return f"{plan.scheme}://{LOOPBACK}:{plan.sources_port}/_control/{keeper.provider}"


def sources(plan: Plan) -> dict[str, Any]:
    """Return the configuration of the process that plays all sources."""
    served = {
        one.provider: {
            "items": one.items,
            "seed": at,
            "faults": one.faults,
            "types": {kept["code"]: kept["kind"] for kept in one.types},
        }
        for at, one in enumerate(keepers(), 1)
    }
    return {"issuer": plan.gateway, "jwksUri": f"{plan.gateway}/sso/jwks", "sources": served}


def programs(plan: Plan) -> dict[str, Any]:
    """Return the configuration of the programs that register sources and types."""
    programs = [
        {
            "client_id": one.client_id,
            "private_jwk": private_jwk(plan.key_file(one.client_id)),
            "url": f"{plan.scheme}://{LOOPBACK}:{plan.sources_port}/s/{one.provider}",
            "types": one.types,
        }
        for one in keepers()
    ]
    return {"issuer": plan.gateway, "gateway": plan.gateway, "keepers": programs}


def application(plan: Plan, keeper: Keeper) -> dict[str, Any]:
    """Return the entry of a provider's program in the directory."""
    return {
        "client_id": keeper.client_id,
        "provider": keeper.provider,
        "environment": "test",
        "name": f"Diensten {keeper.provider.capitalize()}",
        "profile": "standard",
        "keys": [public_part(private_jwk(plan.key_file(keeper.client_id)))],
        "scopes": ["notifications"],
    }
