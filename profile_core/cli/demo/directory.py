"""The demo's directory file: what its municipalities run, and whom their test applications may reach."""

from typing import Any

from profile_core.cli.demo import keepers
from profile_core.cli.demo.people import citizens, enterprises
from profile_core.cli.demo.plan import Municipality, Plan
from profile_core.cli.keys import private_jwk, public_part

SITE_SCOPES = ("openid", "profile", "header")
PROVIDER_SCOPES = ("notifications", "file_status", "sites")


def directory(plan: Plan) -> dict[str, Any]:
    """Return the sections of the file."""
    return {
        "applications": [
            application
            for site in plan.municipalities
            for application in (_website(plan, site), _pushing_application(plan, site))
        ]
        + [keepers.application(plan, one) for one in keepers.keepers()],
        "sites": [_site(site) for site in plan.municipalities],
        "agreements": [
            *(_agreement(site.code, "notifications") for site in plan.municipalities),
            *(_agreement(site.code, "file_status") for site in plan.municipalities),
            *(_agreement(one.provider, "notifications") for one in keepers.keepers()),
        ],
        "synthetic_citizens": [{"national_number": one["national_number"]} for one in citizens()],
        "synthetic_enterprises": [{"enterprise_number": one["enterpriseNumber"]} for one in enterprises()],
    }


def pushing_client(site: Municipality) -> str:
    """Return the application by which a municipality sends notifications."""
    return f"{site.code}-services"


def _website(plan: Plan, site: Municipality) -> dict[str, Any]:
    keys = _keys(plan, site.client_id)
    return {
        **_application(site, site.client_id, f"Website {site.name}"),
        "profile": site.profile,
        **({"jwks_uri": f"{site.url}/.well-known/jwks.json"} if site.publishes_keys else keys),
        "scopes": list(SITE_SCOPES),
        "redirect_uris": [f"{site.url}/callback"],
        "post_logout_redirect_uris": [f"{site.url}/"],
        "backchannel_logout_uri": f"{site.url}/backchannel-logout",
    }


def _pushing_application(plan: Plan, site: Municipality) -> dict[str, Any]:
    client_id = pushing_client(site)
    return {
        **_application(site, client_id, f"Diensten {site.name}"),
        **_keys(plan, client_id),
        "scopes": list(PROVIDER_SCOPES),
    }


def _application(site: Municipality, client_id: str, name: str) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "provider": site.code,
        "environment": "test",
        "name": name,
        "profile": "standard",
    }


def _keys(plan: Plan, client_id: str) -> dict[str, Any]:
    return {"keys": [public_part(private_jwk(plan.key_file(client_id)))]}


def _site(site: Municipality) -> dict[str, Any]:
    return {
        "origin": site.url,
        "provider": site.code,
        "application": site.client_id,
        "name": {"nl": site.name},
    }


def _agreement(provider: str, block: str) -> dict[str, Any]:
    return {
        "provider": provider,
        "block": block,
        "purpose": "Inwoners verwittigen over hun dossiers",
        "legal_basis": "Decreet lokaal bestuur",
        "data_sets": ["naam", "rijksregisternummer"],
        "valid_from": "2026-01-01",
    }
