"""``citizen-profile outbound stop | release | stops``: the emergency stop of what goes outside."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.contract import Platform
    from profile_core.outbound import Use
    from profile_core.outbound.rows.stops import Stop

Names = Annotated[list[str] | None, typer.Argument(help="Names that `outbound stops` shows.")]
Citizens = Annotated[bool, typer.Option("--citizens", help="Everything that goes to citizens.")]


def stop(
    reason: Annotated[str, typer.Option(help="Why; the list shows it.")],
    uses: Names = None,
    citizens: Citizens = False,
) -> None:
    """Stop sending at once, on all workers: what is told meanwhile waits, what is under way ends."""
    named = asyncio.run(_change(uses or [], citizens=citizens, stopped=True, reason=reason))
    typer.echo(f"Stopped: {', '.join(named)}")


def release(
    uses: Names = None,
    citizens: Citizens = False,
    reason: Annotated[str, typer.Option(help="Why; the list shows it.")] = "released",
) -> None:
    """Let what was stopped go again; what waited beyond its time has failed by then."""
    named = asyncio.run(_change(uses or [], citizens=citizens, stopped=False, reason=reason))
    typer.echo(f"Released: {', '.join(named)}")


def stops() -> None:
    """List what goes outside, to whom, and whether it is stopped."""
    _show(*asyncio.run(_listed()))


@asynccontextmanager
async def opened() -> "AsyncGenerator[tuple[Platform, list[Use]]]":
    """Open the platform, with all that its blocks send, for as long as a command runs."""
    from profile_core.contract import open_platform
    from profile_core.kit.settings import Settings
    from profile_core.store import reach
    from profile_core.worker.outbound import uses_of

    platform = open_platform(Settings())
    try:
        await reach.ask(platform.store)
        yield platform, uses_of(platform)
    finally:
        await platform.store.close()


async def _change(names: Sequence[str], *, citizens: bool, stopped: bool, reason: str) -> list[str]:
    from profile_core import audit
    from profile_core.outbound.rows import stops as rows

    if bool(names) == citizens:
        raise CommandError("Name what you mean, or say --citizens for all that goes to citizens.")
    async with opened() as (platform, uses):
        known = {use.name for use in uses}
        unknown = sorted(set(names) - known)
        if unknown:
            raise CommandError(
                f"Nothing is called {', '.join(unknown)}. There are: {', '.join(sorted(known))}"
            )
        chosen = sorted(set(names) or {use.name for use in uses if use.to_citizens})
        if not chosen:
            raise CommandError("No block of this deployment sends anything to citizens.")
        async with platform.store.begin() as tx:
            for name in chosen:
                await rows.change(tx, name, stopped=stopped, reason=reason)
            await audit.record(
                tx,
                subject=audit.REGION,
                actor=audit.OPERATOR,
                action="outbound.stopped" if stopped else "outbound.released",
                purpose="operations",
                detail={"uses": " ".join(chosen)},
            )
    return chosen


async def _listed() -> "tuple[list[Use], dict[str, Stop]]":
    from profile_core.outbound.rows import stops as rows

    async with opened() as (platform, uses), platform.store.read() as tx:
        return uses, {one.use: one for one in await rows.every(tx)}


def _show(uses: "Sequence[Use]", said: "dict[str, Stop]") -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("use", no_wrap=True), "to citizens", "state", "since", "why")
    for use in uses:
        one = said.get(use.name)
        state = "STOPPED" if one and one.stopped else "goes"
        since = one.changed_at.isoformat(sep=" ", timespec="seconds") if one else ""
        table.add_row(use.name, "yes" if use.to_citizens else "", state, since, one.reason if one else "")
    Console().print(table)
