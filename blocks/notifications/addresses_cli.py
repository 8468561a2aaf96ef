"""What the operator does with the addresses of citizens: ``citizen-profile addresses``."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from blocks.notifications.rows import addresses
from profile_core.contract import InvalidError, Opener, audit, clock


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="Addresses of citizens: mail and what else reaches them.", no_args_is_help=True)

    @app.command()
    def restore(
        since: Annotated[str, typer.Option(help="A moment with its zone: 2026-11-22T18:00+01:00.")],
    ) -> None:
        """Let addresses count again that failed since a moment, after a server refused them wrongly."""
        typer.echo(f"Addresses that count again: {asyncio.run(restored(opened, moment(since)))}")

    return app


def moment(said: str) -> datetime:
    """Read a moment; one without a zone raises ``InvalidError``."""
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        message = f"{said!r} is no moment. Write it with its zone: 2026-11-22T18:00+01:00."
        raise InvalidError("addresses.since", message)
    return clock.as_utc(read)


async def restored(opened: Opener, since: datetime) -> int:
    """Let addresses count again that failed since a moment; return how many. Done twice it finds none."""
    count = 0
    async with opened() as platform:
        async with platform.store.read() as tx:
            buckets = await addresses.failed_since(tx, since)
        for bucket in buckets:
            async with platform.store.begin() as tx:
                whose = await addresses.restore(tx, bucket, since)
                await audit.record_for_each(
                    tx, whose, actor=audit.OPERATOR, action="address.restored", purpose="notifications"
                )
            count += len(whose)
    return count
