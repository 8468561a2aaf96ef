"""``citizen-profile blocks``."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from profile_core.contract import Block, Platform

app = typer.Typer(help="Building blocks: which are installed, and which run.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``list`` a command of a group although it is alone."""


@app.command("list")
def list_blocks() -> None:
    """List the installed blocks; those that CITIZEN_PROFILE_BLOCKS names run and bring their commands."""
    from importlib.metadata import entry_points

    from rich.console import Console
    from rich.table import Table

    from profile_core.contract import load_blocks
    from profile_core.contract.loading import GROUP
    from profile_core.kit.settings import Settings

    named = Settings().block_names
    running = {block.name: block for block in load_blocks(named)}
    table = Table("block", "runs", "title", "commands", "from")
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else ""
        block = running.get(point.name)
        said = ("yes", block.title.in_language("en"), ", ".join(block.cli)) if block else ("no", "", "")
        table.add_row(point.name, *said, origin)
    Console().print(table)


def add_commands(to: typer.Typer, words: Sequence[str]) -> None:
    """Add the commands that blocks bring, when the first word is none of the core's.

    Only then, because loading blocks takes longer than most commands.
    """
    from typer.main import get_group

    if not words or words[0].startswith("-") or words[0] in get_group(to).commands:
        return

    from profile_core.contract import load_blocks
    from profile_core.kit.settings import Settings

    add_groups(to, load_blocks(Settings().block_names))


def add_groups(to: typer.Typer, blocks: "Iterable[Block]") -> None:
    """Add each group of commands; blocks that name the same group share it.

    A group that is called as something of the core, or a command given twice, raises ``InvalidError``.
    """
    from typer.main import get_group

    from profile_core.kit.errors import InvalidError

    taken, groups = get_group(to).commands, dict[str, typer.Typer]()
    for block in blocks:
        for name, commands in block.cli.items():
            if name in taken:
                message = f"The block {block.name!r} brings commands {name!r}: that name is the core's."
                raise InvalidError("blocks.commands", message)
            brought = commands(_platform)
            shared = groups.setdefault(name, typer.Typer(help=brought.info.help, no_args_is_help=True))
            for twice in get_group(shared).commands.keys() & get_group(brought).commands.keys():
                message = (
                    f"The command {name} {twice}, which {block.name!r} brings, is another block's already."
                )
                raise InvalidError("blocks.commands", message)
            shared.add_typer(brought)
    for name, group in groups.items():
        to.add_typer(group, name=name)


@asynccontextmanager
async def _platform() -> "AsyncGenerator[Platform]":
    from profile_core.contract import open_platform
    from profile_core.kit.settings import Settings

    platform = open_platform(Settings())
    try:
        yield platform
    finally:
        await platform.store.close()
