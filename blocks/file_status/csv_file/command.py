"""``citizen-profile files send FILE``."""

import asyncio
from functools import partial

import typer

from blocks.file_status.csv_file import columns
from profile_core.contract import Opener, Program, Settings
from profile_core.contract.csv_file import Items, Outcomes, Report, as_program, send_file
from profile_core.contract.options import Application, DryRun, Errors, Gateway, Key, Spreadsheet

_REGISTER = """mutation Send($items: [FileInput!]!, $dryRun: Boolean!) {
  outcomes: registerFiles(items: $items, dryRun: $dryRun) {
    __typename ... on Error { code message path }
  }
}"""


def commands(_: Opener) -> typer.Typer:
    """Return the commands; they need no database: they ask the gateway, as any program of a provider does."""
    app = typer.Typer(help="Files: send them from a spreadsheet.", no_args_is_help=True)
    app.command()(send)
    return app


def send(  # noqa: PLR0917 (typer reads them by name)
    file: Spreadsheet,
    application: Application,
    key: Key,
    gateway: Gateway = None,
    dry_run: DryRun = False,
    errors: Errors = None,
) -> None:
    """Say of each row's file what the row says. Send the file again after mending it: nothing is said twice."""
    header = partial(columns.columns, timezone=Settings().timezone)
    report = Report.of(file, errors, dry_run=dry_run)

    async def _ask(program: Program, items: Items) -> Outcomes:
        said = {"items": [item for _, item in items], "dryRun": dry_run}
        return (await program.ask(_REGISTER, said))["outcomes"]

    async def _send() -> int:
        async with as_program(application, key, gateway, "file_status") as program:
            return await send_file(file, header, program, _ask, report)

    raise typer.Exit(1 if asyncio.run(_send()) else 0)
