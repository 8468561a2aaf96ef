"""``citizen-profile citizen``: what a citizen asks for by letter, because they cannot or will not log in."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.contract import Platform, SubjectRef

app = typer.Typer(
    help="What a citizen asks for by letter: everything held about them, or its erasure.",
    no_args_is_help=True,
)


@app.command("export")
def export_all(
    file: Annotated[Path, typer.Argument(help="The JSON file to write; it must not exist.")],
) -> None:
    """Write everything held about a citizen into a file that only you can read; the number is asked for.

    The same as the citizen gets at /me/data. It leaves a line in the trail, which the citizen sees.
    """
    number = typer.prompt("Number")
    with _made(file) as out:
        try:
            asyncio.run(_export(out, number))
        except BaseException:
            file.unlink()
            raise
    typer.echo(f"Written: {file}. Hand it over and delete it.")


@app.command("erase")
def erase_all(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go and what would stay.")
    ] = False,
) -> None:
    """Erase all about a citizen that no hold keeps, and say what stays and why; the number is asked for."""
    for line in asyncio.run(_erase(typer.prompt("Number"), dry_run=dry_run)):
        typer.echo(line)


def _made(file: Path) -> IO[bytes]:
    """Open a new file that only its owner can read."""
    try:
        return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        message = f"{file} cannot be written, or is there already: give another name."
        raise CommandError(message) from error


async def _export(out: IO[bytes], number: str) -> None:
    from profile_core import audit
    from profile_core.profile import export

    async with _known(number) as (platform, subject):
        await export.note(platform, subject, audit.OPERATOR)
        async for piece in export.written(platform, subject):
            out.write(piece)


async def _erase(number: str, *, dry_run: bool) -> list[str]:
    from profile_core import audit
    from profile_core.profile import erasure, holdings

    async with _known(number) as (platform, subject):
        async with platform.store.read() as tx:
            found = await holdings.look(tx, platform, subject, most=0)
        gone = {one.kept.table.name: one.tally.goes for one in found}
        if not dry_run:
            gone = await erasure.erase(platform, subject, audit.OPERATOR)
        verb = "would go" if dry_run else "erased"
        lines = [f"{table}: {count} {verb}" for table, count in gone.items() if count]
        stays = ((one, hold, count) for one in found for hold, count in one.tally.held)
        return lines + [
            f"{one.kept.table.name}: {count} stay. {hold.reason.in_language('en')}"
            for one, hold, count in stays
        ]


@asynccontextmanager
async def _known(number: str) -> AsyncGenerator[tuple["Platform", "SubjectRef"]]:
    """Open the platform, and find who is meant; a number that is not known is not repeated."""
    from profile_core.contract import open_platform, subjects
    from profile_core.kit.settings import Settings
    from profile_core.store import reach

    platform = open_platform(Settings())
    try:
        await reach.ask(platform.store)
        wanted = subjects.national(number)
        async with platform.store.read() as tx:
            known = await subjects.look_up(tx, platform.keyring, [wanted])
        if wanted not in known:
            raise CommandError("No citizen of this number was ever known here.")
        yield platform, known[wanted].ref
    finally:
        await platform.sources.close()
        await platform.store.close()
