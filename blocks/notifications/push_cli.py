"""What the operator does with the key that browsers subscribe with: ``citizen-profile push``."""

import asyncio

import typer

from blocks.notifications.channels import web_push
from profile_core.contract import Opener


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="Notifications in browsers: the key they subscribe with.", no_args_is_help=True)

    @app.command()
    def key() -> None:
        """Show the public key that browsers subscribe with; the first is made when there is none."""
        asyncio.run(_key(opened))

    @app.command()
    def rotate() -> None:
        """Make a new key. Browsers subscribe with it from now on; those of before are reached with theirs."""
        asyncio.run(_rotate(opened))

    return app


async def _key(opened: Opener) -> None:
    async with opened() as platform:
        current = await web_push.current(platform)
    typer.echo(web_push.text(current.public))


async def _rotate(opened: Opener) -> None:
    async with opened() as platform:
        made = await web_push.rotate(platform)
    typer.echo(f"Browsers subscribe with {web_push.text(made.public)} from now on.")
