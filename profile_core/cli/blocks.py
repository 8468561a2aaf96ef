"""``citizen-profile blocks``."""

import typer

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
