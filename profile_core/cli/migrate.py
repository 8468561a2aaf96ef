"""``citizen-profile migrate``."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from profile_core.kit.settings import Settings
    from profile_core.store.migrate import Layout

_LAYOUT = "How subject tables lie: plain, or hash-partitioned by bucket (PostgreSQL, at the first run only)."


def migrate(layout: Annotated[Literal["plain", "partitioned"], typer.Option(help=_LAYOUT)] = "plain") -> None:
    """Bring the tables of the core and of every named block to their newest revision."""
    from profile_core.kit.settings import Settings
    from profile_core.store.migrate import Layout

    asyncio.run(upgrade_all(Settings(), Layout(layout)))


async def upgrade_all(settings: "Settings", layout: "Layout") -> None:
    """Upgrade history after history and say where it is."""
    from rich.progress import Progress

    from profile_core.contract import histories, load_blocks
    from profile_core.store import reach
    from profile_core.store.migrate import upgrade

    wanted = histories(load_blocks(settings.block_names))
    reach.make_folder(settings)
    store = reach.opened(settings)
    try:
        typer.echo(f"Migrating {await reach.ask(store)}")
        with Progress(transient=True) as progress:
            for history in progress.track(wanted, description="Tables"):
                await upgrade(store, [history], layout=layout)
                progress.console.print(f"  {history.name}: up to date")
    finally:
        await store.close()
