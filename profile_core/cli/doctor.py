"""``citizen-profile doctor``."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from profile_core.contract import Block
    from profile_core.kit.settings import Settings
    from profile_core.store import Store

_MOST_SECONDS_APART = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at and what was seen; ``remedy`` is empty when all is well."""

    about: str
    seen: str
    remedy: str = ""


def doctor() -> None:
    """Look at settings, proxy, keyring, blocks, database, tables, clock and issuer, and say what to do."""
    from profile_core.kit.settings import Settings

    findings = asyncio.run(examine(Settings()))
    for finding in findings:
        mark, colour = ("ok  ", typer.colors.GREEN) if not finding.remedy else ("MEND", typer.colors.RED)
        typer.secho(f"{mark} {finding.about}: {finding.seen}", fg=colour)
        if finding.remedy:
            typer.echo(f"     {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise typer.Exit(1)


async def examine(settings: "Settings") -> list[Finding]:
    """Look at everything, also when something before it is wrong."""
    from profile_core.contract import load_blocks
    from profile_core.kit.errors import ProfileError

    findings = [_deployment(settings), *_proxy(settings), _keyring(settings)]
    try:
        blocks = load_blocks(settings.block_names)
        findings.append(Finding(about="blocks", seen=", ".join(block.name for block in blocks)))
    except ProfileError as error:
        blocks = ()
        findings.append(Finding(about="blocks", seen="not as named", remedy=str(error)))
    return [*findings, *await _database(settings, blocks), await _issuer(settings)]


def _deployment(settings: "Settings") -> Finding:
    seen = f"{settings.environment.value}, {settings.public_url}"
    if settings.production and settings.database_url.startswith("sqlite"):
        remedy = "Production wants PostgreSQL, except for a small pilot: set CITIZEN_PROFILE_DATABASE_URL."
        return Finding(about="deployment", seen=f"{seen}, on SQLite", remedy=remedy)
    return Finding(about="deployment", seen=seen)


def _proxy(settings: "Settings") -> list[Finding]:
    """Look whom we believe about where a request comes from; only production always has a proxy, for its TLS."""
    if not settings.production:
        return []
    if settings.trusted_proxies:
        return [Finding(about="proxy", seen=f"{settings.trusted_proxies} is believed")]
    remedy = (
        "Name the reverse proxy, for example CITIZEN_PROFILE_TRUSTED_PROXIES=127.0.0.1. Until then all citizens and "
        "sites share one address, and its limits: a few who fail keep all others out."
    )
    return [Finding(about="proxy", seen="nobody's X-Forwarded-For is believed", remedy=remedy)]


def _keyring(settings: "Settings") -> Finding:
    from profile_core.cli.failures import CommandError
    from profile_core.cli.keys import read_keyring
    from profile_core.kit.errors import ProfileError

    file = settings.keyring_file
    try:
        keyring = read_keyring(settings)
    except (ProfileError, CommandError) as error:
        return Finding(about="keyring", seen="cannot be used", remedy=str(error))
    except PermissionError:
        remedy = f"Let the account that runs us own the file: chown citizen-profile {file}"
        return Finding(about="keyring", seen=f"{file} may not be read", remedy=remedy)
    seen = f"{file}, {len(keyring.generations)} generations"
    if file.stat().st_mode & 0o077:
        return Finding(about="keyring", seen=f"{file} is open to others", remedy=f"chmod 600 {file}")
    return Finding(about="keyring", seen=seen)


async def _database(settings: "Settings", blocks: Sequence["Block"]) -> list[Finding]:
    from profile_core.kit.errors import ProfileError
    from profile_core.store import reach

    try:
        async with _open(settings) as store:
            version = Finding(about="database", seen=await reach.ask(store))
            behind = await _tables(store, blocks)
            sources = [] if behind.remedy else await _sources(store)
            return [version, behind, await _clock(store), *sources]
    except ProfileError as error:
        return [Finding(about="database", seen="cannot be used", remedy=str(error))]


async def _sources(store: "Store") -> list[Finding]:
    """Say which sources of providers are away, and which feeds are deactivated: that is theirs to mend."""
    from profile_core.sources.rows import feeds, registered

    async with store.read() as tx:
        found = await registered.every(tx)
        followed = await feeds.every(tx)
    away = [
        f"{one.code} at {one.url} since {one.away_since:%Y-%m-%d %H:%M} UTC"
        for one in found
        if one.away_since
    ]
    codes = {one.id: one.code for one in found}
    deactivated = [f"{codes[one.source]} of {one.block}" for one in followed if one.deactivated]
    seen = (
        f"{len(found)}, of which away: {', '.join(away) or 'none'}; "
        f"feeds deactivated: {', '.join(deactivated) or 'none'}"
    )
    return [Finding(about="sources", seen=seen)] if found else []


@asynccontextmanager
async def _open(settings: "Settings") -> AsyncGenerator["Store"]:
    from profile_core.store import reach

    store = reach.opened(settings)
    try:
        yield store
    finally:
        await store.close()


async def _tables(store: "Store", blocks: Sequence["Block"]) -> Finding:
    from profile_core.contract import histories
    from profile_core.store.migrate import pending

    behind = await pending(store, histories(blocks))
    if behind:
        seen = f"not up to date: {', '.join(behind)}"
        return Finding(about="tables", seen=seen, remedy="citizen-profile migrate")
    return Finding(about="tables", seen="up to date")


async def _clock(store: "Store") -> Finding:
    from profile_core.store import reach

    apart = abs(await reach.clock_difference(store))
    if apart > _MOST_SECONDS_APART:
        remedy = "Let both machines follow the same time: systemctl enable --now systemd-timesyncd"
        return Finding(about="clock", seen=f"{apart:.0f} s apart from the database's", remedy=remedy)
    return Finding(about="clock", seen=f"within {_MOST_SECONDS_APART} s of the database's")


async def _issuer(settings: "Settings") -> Finding:
    from profile_core.sources import GuardedClient, NoAnswerError

    address = f"{settings.public_url}/.well-known/openid-configuration"
    start = "Start it with citizen-profile serve; then mend proxy or CITIZEN_PROFILE_PUBLIC_URL."
    try:
        async with GuardedClient(production=settings.production) as http:
            answer = await http.get(address)
            named = answer.json().get("issuer") if answer.status == 200 else None
    except NoAnswerError as error:
        return Finding(about="issuer", seen=f"{address} does not answer ({error})", remedy=start)
    if named != settings.public_url:
        seen = f"{address} answers {answer.status} and names {named}"
        return Finding(about="issuer", seen=seen, remedy=start)
    return Finding(about="issuer", seen=f"{address} names itself")
