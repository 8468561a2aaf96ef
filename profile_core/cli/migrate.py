"""``citizen-profile migrate``."""

import asyncio
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from profile_core.kit.settings import Settings


def migrate() -> None:
    """Bring the tables of the core and of every named block to their newest revision.

    CITIZEN_PROFILE_LAYOUT=partitioned makes new subject tables hash-partitioned by bucket (PostgreSQL).
    """
    from profile_core.kit.settings import Settings

    asyncio.run(upgrade_all(Settings()))


async def upgrade_all(settings: "Settings") -> None:
    """Upgrade history after history and say where it is."""
    from rich.progress import Progress

    from profile_core.contract import histories, load_blocks
    from profile_core.store import reach
    from profile_core.store.migrate import Layout, upgrade

    wanted = histories(load_blocks(settings.block_names))
    store = reach.opened(settings)
    reach.make_folder(settings)
    try:
        typer.echo(f"Migrating {await reach.ask(store)}")
        with Progress(transient=True) as progress:
            for history in progress.track(wanted, description="Tables"):
                await upgrade(store, [history], layout=Layout(settings.layout))
                progress.console.print(f"  {history.name}: up to date")
    finally:
        await store.close()
