"""What scripts may know of a demo: ``var/demo.json``."""

from typing import Any

from profile_core.cli.demo import keepers
from profile_core.cli.demo.directory import PROVIDER_SCOPES, pushing_client
from profile_core.cli.demo.people import citizens, enterprises
from profile_core.cli.demo.plan import Municipality, Plan
from profile_core.cli.keys import private_jwk


def facts(plan: Plan) -> dict[str, Any]:
    """Return addresses, keys and people."""
    return {
        "gateway": plan.gateway,
        "issuer": plan.gateway,
        "citizen_graphql": f"{plan.gateway}/graphql",
        "provider_graphql": f"{plan.gateway}/provider/graphql",
        "providers": [_provider(plan, site) for site in plan.municipalities],
        "sites": [
            {"name": site.name, "url": site.url, "client_id": site.client_id} for site in plan.municipalities
        ],
        "identity_providers": [
            {"name": one.label["nl"], "issuer": one.issuer} for one in plan.identity_providers
        ],
        "registers": [{"name": one.data, "address": one.address} for one in plan.registers],
        "sources": [
            {"name": one.provider.capitalize(), "control": keepers.control(plan, one)}
            for one in keepers.keepers()
        ],
        "mailbox": plan.mailbox,
        "citizens": [
            {"name": f"{one['given_name']} {one['family_name']}", "national_number": one["national_number"]}
            for one in citizens()
            if one.get("logs_in", True)
        ],
        "enterprises": [
            {"name": one["name"], "enterprise_number": one["enterpriseNumber"]} for one in enterprises()
        ],
        **({"certificate_authority": str(plan.authority_file)} if plan.tls else {}),
    }


def _provider(plan: Plan, site: Municipality) -> dict[str, Any]:
    return {
        "name": site.name,
        "client_id": pushing_client(site),
        "private_jwk": private_jwk(plan.key_file(pushing_client(site))),
        "scopes": list(PROVIDER_SCOPES),
    }
