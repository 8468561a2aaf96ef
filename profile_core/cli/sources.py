"""``citizen-profile sources``: the endpoints of providers that we ask, how they are, and asking one no more."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from profile_core.directory.model import Provider
    from profile_core.sources import Source
    from profile_core.store import Store

    _Listed = tuple[list[Source], Mapping[UUID, Provider]]

app = typer.Typer(help="Providers' endpoints that we ask (pull), and how they are.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Provider and code, as `sources list` shows them: gent/cases.")]
Test = Annotated[bool, typer.Option("--test", help="The one of the provider's test applications.")]


@app.command("list")
def list_() -> None:
    """List all sources and their state."""
    _show_all(*asyncio.run(_listed()))


@app.command("show")
def show(name: Name, test: Test = False) -> None:
    """Show all that is known of one source."""
    _show_one(name, asyncio.run(_one(name, test=test)))


@app.command("pause")
def pause(name: Name, test: Test = False) -> None:
    """Ask a source no more, until it is resumed: citizens are told that it did not answer."""
    asyncio.run(_pause(name, test=test, paused=True))
    typer.echo(f"Paused: {name}")


@app.command("resume")
def resume(name: Name, test: Test = False) -> None:
    """Ask a source again."""
    asyncio.run(_pause(name, test=test, paused=False))
    typer.echo(f"Resumed: {name}")


async def _listed() -> "_Listed":
    from profile_core.directory import rows as directory
    from profile_core.sources.rows import registered

    async with _store() as store, store.read() as tx:
        found = await registered.every(tx)
        return found, await directory.providers(tx, {one.provider for one in found})


async def _one(name: str, *, test: bool) -> "Source":
    async with _store() as store:
        return await _named(store, name, test=test)


async def _pause(name: str, *, test: bool, paused: bool) -> None:
    from profile_core.sources import registry

    async with _store() as store:
        await registry.pause(store, await _named(store, name, test=test), paused=paused)


async def _named(store: "Store", name: str, *, test: bool) -> "Source":
    from profile_core.directory import rows as directory
    from profile_core.kit.acting import Environment
    from profile_core.sources.rows import registered

    of, _, code = name.partition("/")
    environment = Environment.TEST if test else Environment.LIVE
    async with store.read() as tx:
        provider = await directory.provider_of_code(tx, of)
        found = provider and await registered.by_code(tx, provider.id, environment, code)
    if not found:
        raise CommandError(f"No source is called {name}. See: citizen-profile sources list")
    return found


@asynccontextmanager
async def _store() -> "AsyncGenerator[Store]":
    from profile_core.kit.settings import Settings
    from profile_core.store import reach

    store = reach.opened(Settings())
    try:
        await reach.ask(store)
        yield store
    finally:
        await store.close()


def _show_all(found: "list[Source]", providers: "Mapping[UUID, Provider]") -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("source", no_wrap=True), "environment", "state", "answered", "last error", "address")
    for one in found:
        of = providers[one.provider].code if one.provider in providers else str(one.provider)
        error = one.last_error or ""
        name = f"{of}/{one.code}"
        table.add_row(name, one.environment, _state(one), _moment(one.answered_at), error, one.url)
    Console().print(table if found else "No provider has a source.")


def _show_one(name: str, one: "Source") -> None:
    lines = {
        "source": name,
        "id": str(one.id),
        "environment": str(one.environment),
        "address": one.url,
        "state": _state(one),
        "answered": _moment(one.answered_at),
        "last error": one.last_error or "",
        "blocks": ", ".join(one.blocks),
        "page size": str(one.page_size),
        "languages": ", ".join(one.languages),
        "announces": "yes" if one.announces else "no",
        "registered": _moment(one.created_at),
        "changed": _moment(one.changed_at),
    }
    for label, value in lines.items():
        typer.echo(f"{label:12} {value}")


def _state(one: "Source") -> str:
    if one.paused:
        return "paused"
    if one.away_since is not None:
        return f"away since {_moment(one.away_since)}"
    return "not asked yet" if one.answered_at is None else "answers"


def _moment(moment: "datetime | None") -> str:
    return "" if moment is None else moment.isoformat(sep=" ", timespec="seconds")
