"""``citizen-profile outbound``: what must reach somebody outside and did not, and the emergency stop."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from profile_core.cli import stops
from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.outbound.rows.kept import Failed
    from profile_core.store import Store

app = typer.Typer(
    help="Calls to receivers outside: which failed, trying them again, and the emergency stop.",
    no_args_is_help=True,
)
app.command("stop")(stops.stop)
app.command("release")(stops.release)
app.command("stops")(stops.stops)
Use = Annotated[str | None, typer.Option(help="Only calls of this use, for example sso.logout.")]
_HOUR = 3600.0


@app.command("list-failed")
def list_failed(
    use: Use = None,
    most: Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=10_000)] = 100,
) -> None:
    """List calls that were given up, the newest first."""
    _show(asyncio.run(_failed(use, most)))


@app.command("replay")
def replay(
    calls: Annotated[list[UUID] | None, typer.Argument(help="Ids that list-failed shows.")] = None,
    use: Use = None,
    all_: Annotated[bool, typer.Option("--all", help="All that failed, of the use if one is given.")] = False,
    hours: Annotated[float, typer.Option(help="For how long to try.", min=0.01, max=720)] = 24.0,
) -> None:
    """Let calls that were given up be tried again, at once and under their old ids."""
    if bool(calls) == all_ or (use and not all_):
        raise CommandError(
            "Name the ids of failed calls, or say --all, with --use NAME for those of one use."
        )
    typer.echo(f"Calls that will be tried again: {asyncio.run(_replay(calls or [], use, hours * _HOUR))}")


async def _failed(use: str | None, most: int) -> "list[Failed]":
    from profile_core.outbound.rows import kept

    async with _store() as store, store.read() as tx:
        return await kept.failed(tx, use=use, most=most)


async def _replay(calls: Sequence[UUID], use: str | None, seconds: float) -> int:
    from profile_core.outbound import operating

    async with stops.opened() as (platform, uses):
        if not calls:
            return await operating.replay_all(platform.store, uses, use, seconds=seconds)
        unknown = await operating.replay(platform.store, uses, calls, seconds=seconds)
    if unknown:
        named = ", ".join(map(str, unknown))
        raise CommandError(f"No failed calls are: {named}. The others will be tried again.")
    return len(calls)


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


def _show(failed: "Sequence[Failed]") -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("id", no_wrap=True), "use", "receiver", "why", "attempts", "answer", "ended")
    for one in failed:
        answer = one.last_error or (str(one.last_status) if one.last_status else "")
        ended = one.ended_at.isoformat(sep=" ", timespec="seconds")
        table.add_row(str(one.id), one.use, one.receiver, one.failure, str(one.attempts), answer, ended)
    console = Console()
    console.print(table if failed else "No call has failed.")
