"""Running a command that sends a file: progress while it lasts, and at its end what became of it."""

import csv
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self, TextIO

import msgspec
import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from profile_core.contract.csv_file import reading, sending
from profile_core.contract.csv_file.sending import Items, Meant, Outcomes
from profile_core.contract.program import Program
from profile_core.kit.errors import InvalidError
from profile_core.kit.settings import Settings
from profile_core.sources.http import GuardedClient

_DEADLINE = 60.0
_LARGEST = 4 * 1024 * 1024
_SHOWN = 10


class Report:
    """What became of a file. It is told at the end, also of what breaks off: what was found is not lost."""

    def __init__(self, *, errors: Path, dry_run: bool) -> None:
        self._errors = errors
        self._dry_run = dry_run
        self._rows = self._taken = 0
        self.faults: list[sending.Fault] = []

    @classmethod
    def of(cls, file: Path, errors: Path | None, *, dry_run: bool) -> Self:
        """Return the report of a file, which lies beside it unless told otherwise."""
        return cls(errors=errors or file.with_name(f"{file.name}.errors.csv"), dry_run=dry_run)

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


async def send_file(
    file: Path,
    header: Callable[[Sequence[str]], Meant],
    program: Program,
    ask: Callable[[Program, Items], Awaitable[Outcomes]],
    report: Report,
) -> int:
    """Send all rows of a file as a program; return how many were refused.

    ``header`` reads what the columns mean, ``ask`` sends some items.
    """
    total = sum(1 for _ in reading.rows(file)) - 1
    if total < 1:
        raise InvalidError("csv.empty", "The file needs a header and at least one row.")
    rows = reading.rows(file)
    meant = header(next(rows).cells)
    with report, _progress() as progress:
        task = progress.add_task(file.name, total=total)
        async for sent in sending.send(meant, rows, partial(ask, program)):
            report.add(sent)
            progress.advance(task, sent.rows)
    return len(report.faults)


@asynccontextmanager
async def as_program(application: str, key: Path, gateway: str | None, scope: str) -> AsyncGenerator[Program]:
    """Ask the gateway as an application with a key; without an address, the one that the settings name."""
    local = Settings()
    async with GuardedClient(production=local.production, deadline=_DEADLINE, largest=_LARGEST) as http:
        address = gateway or local.public_url
        yield Program(http, gateway=address, client_id=application, key=key_of(key), scope=scope)


def key_of(file: Path) -> dict[str, Any]:
    """Read the private key of an application."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise InvalidError(
            "csv.key", f"{file} is no JWK (a JSON object with kty, crv, x, y and d)."
        ) from error


def _write(file: TextIO, faults: Iterable[sending.Fault]) -> None:
    writer = csv.writer(file)
    writer.writerow(("row", "column", "error", "what to do"))
    writer.writerows((fault.row, fault.column, fault.code, fault.message) for fault in faults)


def _progress() -> Progress:
    shown = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*shown, disable=not sys.stderr.isatty())
