"""What the operator does with phases of files: ``citizen-profile phases``."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from blocks.file_status import loading
from blocks.file_status.model import Matrix
from profile_core.contract import Opener


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="The phases in which files can be, and their codes.", no_args_is_help=True)

    @app.command()
    def show() -> None:
        """List the phases that hold, in the order of the road, with their codes."""
        asyncio.run(_show(opened))

    @app.command()
    def load(
        file: Annotated[
            Path,
            typer.Argument(
                help="A YAML sheet, as blocks/file_status/phases.yaml is one.", exists=True, dir_okay=False
            ),
        ],
    ) -> None:
        """Let the phases of a sheet hold from now on, and no others; files keep the statuses that they have."""
        asyncio.run(_load(opened, file.read_bytes()))

    return app


async def _show(opened: Opener) -> None:
    async with opened() as platform:
        known = await loading.known(platform)
    for line in _lines(known):
        typer.echo(line)


async def _load(opened: Opener, sheet: bytes) -> None:
    async with opened() as platform:
        known = await loading.load(platform, sheet)
    typer.echo(f"{len(known.phases)} phases hold from now on.")


def _lines(known: Matrix) -> list[str]:
    return [
        f"{one.code} ({one.name.default.text}): {', '.join(code.code for code in one.codes)}"
        for one in known.phases
    ]
