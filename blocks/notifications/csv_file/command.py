"""``citizen-profile notifications send FILE``."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from blocks.notifications.csv_file import columns, sending
from profile_core.contract import Opener, Settings
from profile_core.contract.csv_file import Report, as_program, send_file
from profile_core.contract.options import Application, DryRun, Errors, Gateway, Key, Spreadsheet


def commands(_: Opener) -> typer.Typer:
    """Return the commands; they need no database: they ask the gateway, as any program of a provider does."""
    app = typer.Typer(help="Notifications: send them from a file.", no_args_is_help=True)
    app.command()(send)
    return app


def send(  # noqa: PLR0917 (typer reads them by name)
    file: Spreadsheet,
    application: Application,
    key: Key,
    gateway: Gateway = None,
    type_code: Annotated[str | None, typer.Option("--type", help="The type of all rows.")] = None,
    dry_run: DryRun = False,
    updates: Annotated[
        bool, typer.Option("--update", help="Change what was accepted before and says something else now.")
    ] = False,
    errors: Errors = None,
) -> None:
    """Send a notification for each row. Send the file again after mending it: nothing is sent twice."""
    header = partial(columns.columns, type_code=type_code, timezone=Settings().timezone)
    report = Report.of(file, errors, dry_run=dry_run)

    async def _send() -> int:
        async with as_program(application, key, gateway, "notifications") as program:
            ask = sending.asking(dry_run=dry_run, updates=updates)
            return await send_file(file, header, program, ask, report)

    raise typer.Exit(1 if asyncio.run(_send()) else 0)
