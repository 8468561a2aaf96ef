"""``citizen-profile blocks``."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from profile_core.contract import Platform

app = typer.Typer(help="Building blocks: which are installed, and which run.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``list`` a command of a group although it is alone."""


@app.command("list")
def list_blocks() -> None:
    """List the installed blocks; those that CITIZEN_PROFILE_BLOCKS names run."""
    from importlib.metadata import entry_points

    from rich.console import Console
    from rich.table import Table

    from profile_core.contract import load_blocks
    from profile_core.contract.loading import GROUP
    from profile_core.kit.settings import Settings

    named = Settings().block_names
    titles = {block.name: block.title.in_language("en") for block in load_blocks(named)}
    table = Table("block", "runs", "title", "from")
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else ""
        runs = "yes" if point.name in named else "no"
        table.add_row(point.name, runs, titles.get(point.name, ""), origin)
    Console().print(table)


def add_commands(to: typer.Typer, words: Sequence[str]) -> None:
    """Add the commands of the block that the first word names, if it runs and brings any.

    Only then, because loading a block takes longer than most commands.
    """
    if not words or words[0] in {group.name for group in to.registered_groups}:
        return
    if not words[0].isidentifier() or words[0] in {command.name for command in to.registered_commands}:
        return

    from profile_core.contract import load_blocks
    from profile_core.kit.settings import Settings

    for block in load_blocks([name for name in Settings().block_names if name == words[0]]):
        if block.cli:
            to.add_typer(block.cli(_platform), name=block.name)


@asynccontextmanager
async def _platform() -> "AsyncGenerator[Platform]":
    from profile_core.contract import open_platform
    from profile_core.kit.settings import Settings

    platform = open_platform(Settings())
    try:
        yield platform
    finally:
        await platform.store.close()
