"""What a demo needs before its processes start: keys, tables, the directory, configuration files."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import yaml

import profile_core
from profile_core.cli.demo.plan import IDP_CLIENT, Municipality, Plan
from profile_core.cli.directory import load_all, show
from profile_core.cli.keys import private_jwk, public_part, write_secret
from profile_core.cli.migrate import upgrade_all
from profile_core.kit import keyfile
from profile_core.kit.keyring import new_keyring

_HOME = Path(profile_core.__file__).parent
_DIRECTORY = tuple(
    _HOME / "directory/data" / name for name in ("flemish_municipalities.yaml", "demo_services.yaml")
)
_CITIZENS = _HOME / "testing/citizens.json"
SITE_SCOPES = ("openid", "profile", "header")
PROVIDER_SCOPES = ("notifications",)


def prepare(plan: Plan) -> None:
    """Make what is missing; what an earlier demo left in var/ is used again."""
    if not plan.settings.keyring_file.exists():
        write_secret(plan.settings.keyring_file, keyfile.dump(new_keyring()))
    asyncio.run(upgrade_all(plan.settings))
    own = plan.var / "directory.yaml"
    own.write_text(yaml.safe_dump(_directory(plan), allow_unicode=True, sort_keys=False), encoding="utf-8")
    show(load_all(plan.settings, [*_DIRECTORY, own]))
    write_secret(plan.config_file("identity_provider"), _json(_identity_provider(plan)))
    write_secret(plan.config_file("provider"), _json(_pushing_provider(plan)))
    write_secret(plan.var / "demo.json", _json(_for_scripts(plan)))


def write_site_config(plan: Plan, site: Municipality, snippet: str) -> None:
    """Write the configuration of a municipal site with the snippet that its web team was given."""
    config = {
        "content": site.code,
        "url": site.url,
        "issuer": plan.gateway,
        "gateway": plan.gateway,
        "client_id": site.client_id,
        "private_jwk": private_jwk(plan.key_file(site.client_id)),
        "snippet": snippet,
    }
    write_secret(plan.config_file(site.code), _json(config))


def citizens() -> list[dict[str, Any]]:
    """Return the synthetic citizens: ``sub``, ``given_name``, ``family_name``, ``national_number``, ``born``.

    ``logs_in`` is false for children.
    """
    return msgspec.json.decode(_CITIZENS.read_bytes(), type=list[dict[str, Any]])


def _directory(plan: Plan) -> dict[str, Any]:
    return {
        "applications": [
            application
            for site in plan.municipalities
            for application in (_website(plan, site), _pushing_application(plan, site))
        ],
        "sites": [
            {
                "origin": site.url,
                "provider": site.code,
                "application": site.client_id,
                "name": {"nl": site.name},
            }
            for site in plan.municipalities
        ],
        "agreements": [
            {
                "provider": site.code,
                "block": "notifications",
                "purpose": "Inwoners verwittigen over hun dossiers",
                "legal_basis": "Decreet lokaal bestuur",
                "data_sets": ["naam", "rijksregisternummer"],
                "valid_from": "2026-01-01",
            }
            for site in plan.municipalities
        ],
        "synthetic_citizens": [{"national_number": one["national_number"]} for one in citizens()],
    }


def _website(plan: Plan, site: Municipality) -> dict[str, Any]:
    return {
        **_application(plan, site, site.client_id, f"Website {site.name}"),
        "scopes": list(SITE_SCOPES),
        "redirect_uris": [f"{site.url}/callback"],
        "post_logout_redirect_uris": [f"{site.url}/"],
    }


def _pushing_application(plan: Plan, site: Municipality) -> dict[str, Any]:
    client_id = pushing_client(site)
    return {**_application(plan, site, client_id, f"Diensten {site.name}"), "scopes": list(PROVIDER_SCOPES)}


def _application(plan: Plan, site: Municipality, client_id: str, name: str) -> dict[str, Any]:
    key = public_part(private_jwk(plan.key_file(client_id)))
    return {
        "client_id": client_id,
        "provider": site.code,
        "environment": "test",
        "name": name,
        "profile": "standard",
        "keys": [key],
    }


def pushing_client(site: Municipality) -> str:
    """Return the application by which a municipality sends notifications."""
    return f"{site.code}-services"


def _identity_provider(plan: Plan) -> dict[str, Any]:
    client = {
        "client_id": IDP_CLIENT,
        "redirect_uris": [f"{plan.gateway}/sso/callback/idp"],
        "post_logout_redirect_uris": [f"{plan.gateway}/"],
        "jwks": {"keys": [public_part(private_jwk(plan.key_file("identity-provider")))]},
    }
    return {"issuer": plan.identity_provider, "clients": [client]}


def _pushing_provider(plan: Plan) -> dict[str, Any]:
    gent = plan.municipalities[0]
    return {
        "name": gent.name,
        "issuer": plan.gateway,
        "gateway": plan.gateway,
        "client_id": pushing_client(gent),
        "private_jwk": private_jwk(plan.key_file(pushing_client(gent))),
        "site": gent.url,
    }


def _for_scripts(plan: Plan) -> dict[str, Any]:
    return {
        "gateway": plan.gateway,
        "issuer": plan.gateway,
        "citizen_graphql": f"{plan.gateway}/graphql",
        "provider_graphql": f"{plan.gateway}/provider/graphql",
        "providers": [
            {
                "name": site.name,
                "client_id": pushing_client(site),
                "private_jwk": private_jwk(plan.key_file(pushing_client(site))),
                "scopes": list(PROVIDER_SCOPES),
            }
            for site in plan.municipalities
        ],
        "sites": [
            {"name": site.name, "url": site.url, "client_id": site.client_id} for site in plan.municipalities
        ],
        "citizens": [
            {"name": f"{one['given_name']} {one['family_name']}", "national_number": one["national_number"]}
            for one in citizens()
            if one.get("logs_in", True)
        ],
    }


def _json(value: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
