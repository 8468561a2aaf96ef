"""``citizen-profile notifications send FILE``."""

import asyncio
import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self, TextIO

import msgspec
import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from blocks.notifications.csv_file import columns, reading, sending
from profile_core.contract import GuardedClient, InvalidError, Opener, Program, Settings

_DEADLINE = 60.0
_LARGEST = 4 * 1024 * 1024
_SHOWN = 10


def commands(_: Opener) -> typer.Typer:
    """Return the commands; they need no database: they ask the gateway, as any program of a provider does."""
    app = typer.Typer(help="Notifications: send them from a file.", no_args_is_help=True)
    app.command()(send)
    return app


def send(  # noqa: PLR0917 (typer reads them by name)
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a header.")],
    application: Annotated[str, typer.Option(help="Your application, as the directory knows it.")],
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Its private JWK.")],
    gateway: Annotated[
        str | None, typer.Option(help="The region; CITIZEN_PROFILE_PUBLIC_URL otherwise.")
    ] = None,
    type_code: Annotated[str | None, typer.Option("--type", help="The type of all rows.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, send nothing.")] = False,
    updates: Annotated[
        bool, typer.Option("--update", help="Change what was accepted before and says something else now.")
    ] = False,
    errors: Annotated[Path | None, typer.Option(help="Where errors go; FILE.errors.csv otherwise.")] = None,
) -> None:
    """Send a notification for each row. Send the file again after mending it: nothing is sent twice."""
    refused = asyncio.run(
        _send(
            file,
            key_of(key),
            application=application,
            gateway=gateway or Settings().public_url,
            type_code=type_code,
            dry_run=dry_run,
            updates=updates,
            errors=errors or file.with_name(f"{file.name}.errors.csv"),
        )
    )
    raise typer.Exit(1 if refused else 0)


class Report:
    """What became of a file. It is told at the end, also of what breaks off: what was found is not lost."""

    def __init__(self, *, errors: Path, dry_run: bool) -> None:
        self._errors = errors
        self._dry_run = dry_run
        self._rows = self._taken = 0
        self.faults: list[sending.Fault] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, broken: type[BaseException] | None, *_: object) -> None:
        if broken is not None and not self._rows:
            return
        typer.echo(
            f"{self._taken} {'would be ' if self._dry_run else ''}accepted, {len(self.faults)} refused."
        )
        if broken is not None:
            typer.echo(f"It broke off after {self._rows} rows. Send the whole file again.", err=True)
        for fault in self.faults[:_SHOWN]:
            typer.echo(f"  row {fault.row}, {fault.column or 'the row'}: {fault.message}", err=True)
        self._keep(whole=broken is None)

    def add(self, sent: sending.Sent) -> None:
        """Add what became of some rows."""
        self._rows += sent.rows
        self._taken += sent.taken
        self.faults += sent.faults

    def _keep(self, *, whole: bool) -> None:
        """Write the errors; after a whole run without any there is no such file."""
        if self.faults:
            with self._errors.open("w", encoding="utf-8-sig", newline="") as file:
                _write(file, self.faults)
            typer.echo(
                f"All errors: {self._errors}. Mend these rows and send the whole file again: nothing is sent twice.",
                err=True,
            )
        elif whole:
            self._errors.unlink(missing_ok=True)


async def _send(
    file: Path,
    key: dict[str, Any],
    *,
    application: str,
    gateway: str,
    type_code: str | None,
    dry_run: bool,
    updates: bool,
    errors: Path,
) -> int:
    local = Settings()
    total = sum(1 for _ in reading.rows(file)) - 1
    if total < 1:
        raise InvalidError("csv.empty", "The file needs a header and at least one row.")
    rows = reading.rows(file)
    meant = columns.columns(next(rows).cells, type_code=type_code, timezone=local.timezone)
    report = Report(errors=errors, dry_run=dry_run)
    async with GuardedClient(production=local.production, deadline=_DEADLINE, largest=_LARGEST) as http:
        program = Program(http, gateway=gateway, client_id=application, key=key, scope="notifications")
        with report, _progress() as progress:
            task = progress.add_task(file.name, total=total)
            async for sent in sending.send(program, meant, rows, dry_run=dry_run, updates=updates):
                report.add(sent)
                progress.advance(task, sent.rows)
    return len(report.faults)


def _write(file: TextIO, faults: Iterable[sending.Fault]) -> None:
    writer = csv.writer(file)
    writer.writerow(("row", "column", "error", "what to do"))
    writer.writerows((fault.row, fault.column, fault.code, fault.message) for fault in faults)


def _progress() -> Progress:
    shown = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*shown, disable=not sys.stderr.isatty())


def key_of(file: Path) -> dict[str, Any]:
    """Read the private key of an application."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise InvalidError(
            "csv.key", f"{file} is no JWK (a JSON object with kty, crv, x, y and d)."
        ) from error
