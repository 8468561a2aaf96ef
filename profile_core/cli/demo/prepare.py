"""What a demo needs before its processes start: keys, tables, the directory, configuration files."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import yaml

import profile_core
from profile_core.cli.demo import keepers, sign_on, tls
from profile_core.cli.demo.directory import directory, pushing_client
from profile_core.cli.demo.facts import facts
from profile_core.cli.demo.plan import Municipality, Plan
from profile_core.cli.directory import load_all, show
from profile_core.cli.keys import private_jwk, write_secret
from profile_core.cli.migrate import upgrade_all
from profile_core.kit import keyfile
from profile_core.kit.keyring import new_keyring

_DATA = Path(profile_core.__file__).parent / "directory/data"
_DIRECTORY = (_DATA / "flemish_municipalities.yaml", _DATA / "demo_services.yaml")


def prepare(plan: Plan) -> None:
    """Make what is missing; what an earlier demo left in var/ is used again."""
    if not plan.settings.keyring_file.exists():
        write_secret(plan.settings.keyring_file, keyfile.dump(new_keyring()))
    if plan.tls:
        tls.write(plan)
    asyncio.run(upgrade_all(plan.settings))
    own = plan.var / "directory.yaml"
    own.write_text(yaml.safe_dump(directory(plan), allow_unicode=True, sort_keys=False), encoding="utf-8")
    show(load_all(plan.settings, [*_DIRECTORY, own]))
    for provider in plan.identity_providers:
        _write_config(plan, provider.process, sign_on.identity_provider(plan, provider))
    for register in plan.registers:
        _write_config(plan, register.data, sign_on.register(plan, register))
    plan.sign_on_file.write_text(sign_on.file_of(plan), encoding="utf-8")
    _write_config(plan, "mailbox", {"smtp_port": plan.smtp_port})
    _write_config(plan, "provider", _pushing_provider(plan))
    _write_config(plan, keepers.PROCESS, keepers.sources(plan))
    _write_config(plan, "keeper", keepers.programs(plan))
    write_secret(plan.var / "demo.json", _json(facts(plan)))


def write_site_config(plan: Plan, site: Municipality, snippet: str, header_style: str) -> None:
    """Write the configuration of a municipal site with the snippet and the style sheet that its web team took."""
    config = {
        "content": site.code,
        "url": site.url,
        "issuer": plan.gateway,
        "gateway": plan.gateway,
        "client_id": site.client_id,
        "private_jwk": private_jwk(plan.key_file(site.client_id)),
        "snippet": snippet,
        "header_style": header_style,
        "profile": site.profile,
    }
    _write_config(plan, site.code, config)


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


def _write_config(plan: Plan, process: str, config: dict[str, Any]) -> None:
    write_secret(plan.config_file(process), _json(config))


def _json(value: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
