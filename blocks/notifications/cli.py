"""What the operator does with types of notifications: ``citizen-profile types``."""

import asyncio
from typing import Annotated

import typer

from blocks.notifications import types
from profile_core.contract import Opener


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="Types of notifications: those that providers want to send.", no_args_is_help=True)

    @app.command()
    def waiting() -> None:
        """List the types that wait for your approval, the oldest first."""
        asyncio.run(_waiting(opened))

    @app.command()
    def approve(
        provider: Annotated[str, typer.Argument(help="The code of the provider, as in the directory.")],
        code: Annotated[str, typer.Argument(help="The code of the type.")],
    ) -> None:
        """Let a provider send a type from now on."""
        asyncio.run(_approve(opened, provider, code))

    return app


async def _waiting(opened: Opener) -> None:
    async with opened() as platform:
        found = await types.waiting(platform)
    for provider, one in found:
        typer.echo(
            f"{provider.code} {one.code}: {one.name.default.text} ({one.definition.service}, {one.kind})"
        )
    if not found:
        typer.echo("Nothing waits.")


async def _approve(opened: Opener, provider: str, code: str) -> None:
    async with opened() as platform:
        await types.approve(platform, provider, code)
    typer.echo(f"{provider} may send {code} from now on.")
