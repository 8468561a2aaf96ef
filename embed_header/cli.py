"""What the operator does with headers: ``citizen-profile site snippet``."""

import asyncio
from typing import Annotated

import typer

from embed_header import snippet
from embed_header.releases import releases
from profile_core.contract import Opener

_Organisation = Annotated[str, typer.Option(help="The name that leads to the home page.")]


def of_sites(opened: Opener) -> typer.Typer:
    """Return what stands in the group ``site``, beside sign-on's own; ``opened`` opens the platform."""
    app = typer.Typer(help="Websites that sign on and show the header.", no_args_is_help=True)

    @app.command("snippet")
    def print_snippet(*, organisation: _Organisation = "") -> None:  # pyright: ignore[reportUnusedFunction] (typer has it)
        """Print what a web team pastes into its pages, and what their policy must allow for it."""
        asyncio.run(_snippet(opened, organisation))

    return app


async def _snippet(opened: Opener, organisation: str) -> None:
    async with opened() as platform:
        gateway = platform.settings.public_url
    typer.echo(snippet.html(gateway, releases()[-1], organisation=organisation))
    typer.echo("\nThe Content-Security-Policy of these pages must allow:\n")
    for line in snippet.policy(gateway):
        typer.echo(line)
