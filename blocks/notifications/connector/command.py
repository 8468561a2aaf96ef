"""``citizen-profile notifications connector FILE.yaml``."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from blocks.notifications.connector import plan as plans
from blocks.notifications.connector.following import follow
from blocks.notifications.connector.plan import Plan
from blocks.notifications.connector.position import Kept
from blocks.notifications.csv_file import command
from profile_core.contract import GuardedClient, Opener, Program, Settings, UnavailableError
from profile_core.contract.csv_file import key_of
from profile_core.contract.options import Application, Gateway, Key

_DEADLINE = 60.0
_LARGEST = 16 * 1024 * 1024


def commands(opener: Opener) -> typer.Typer:
    """Return the commands of a provider's programs; none needs a database."""
    app = command.commands(opener)
    app.command()(connector)
    return app


def connector(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan, a YAML file.")],
    application: Application,
    key: Key,
    gateway: Gateway = None,
    once: Annotated[bool, typer.Option("--once", help="End when nothing more is there.")] = False,
) -> None:
    """Push what a legacy system says in a feed of its own. Stop and start it at any time: nothing is sent twice."""
    kept = Kept(
        position=file.with_name(f"{file.name}.position"), refused=file.with_name(f"{file.name}.refused.jsonl")
    )
    address = gateway or Settings().public_url
    asyncio.run(_run(plans.read(file), kept, address, application, key, once=once))
    raise typer.Exit(1 if once and kept.refusals() else 0)


async def _run(plan: Plan, kept: Kept, gateway: str, application: str, key: Path, *, once: bool) -> None:
    """Follow; the legacy system may lie in a network of the provider's own, the gateway is anybody's."""
    production = Settings().production
    async with (
        GuardedClient(production=production, deadline=_DEADLINE, largest=_LARGEST) as http,
        GuardedClient(production=False, deadline=_DEADLINE, largest=_LARGEST) as legacy,
    ):
        program = Program(
            http, gateway=gateway, client_id=application, key=key_of(key), scope="notifications"
        )
        while True:
            try:
                async for index, pushed in follow(program, legacy, plan, kept):
                    _tell(index, pushed.taken, len(pushed.refused), kept)
            except UnavailableError as error:
                if once:
                    raise
                typer.echo(error.message, err=True)
            if once:
                return
            await asyncio.sleep(plan.every)


def _tell(index: int, taken: int, refused: int, kept: Kept) -> None:
    typer.echo(f"up to {index}: {taken} accepted, {refused} refused")
    if refused:
        typer.echo(f"  see {kept.refused}", err=True)
