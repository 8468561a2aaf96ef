"""What the operator does with headers: ``citizen-profile site snippet``, ``citizen-profile header``."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from msgspec import UNSET

from embed_header import configure, drop_in, flemish, generator, snippet, widgets, wishes
from embed_header.model import Configuration
from embed_header.releases import pinned, releases
from embed_header.site_check import command
from embed_header.wishes import Wishes
from profile_core.contract import LANGUAGES, InvalidError, Opener

_OfSite = Annotated[str, typer.Argument(help="A registered site: its name, and what its header shows.")]
_Organisation = Annotated[str, typer.Option(help="The name that leads to the home page.")]
_Language = Annotated[str, typer.Option(help="The language of the pages: nl, fr, de or en.")]
_Tier = Annotated[
    str, typer.Option(help="Who logs citizens in: 0 nobody, 1 the site itself, 2 the site through us.")
]
_Login = Annotated[str, typer.Option(help="Where the site logs in.")]
_Logout = Annotated[str, typer.Option(help="Where the site logs out.")]
_Switch = Annotated[str, typer.Option(help="Where the site lets a citizen change role, if it does.")]
_Style = Annotated[
    str,
    typer.Option(
        help="Where the site has its own copy of fallback.css, so that its pages never wait for us."
    ),
]
_Widgets = Annotated[
    list[str] | None,
    typer.Option(help="A block that may draw in the panel, once for each; else all that can."),
]
_Pages = Annotated[
    list[str] | None, typer.Option(help="The same page in another language, as fr=/fr/; once for each.")
]
_Origin = Annotated[str, typer.Argument(help="The origin of the site, such as https://www.gent.be.")]
_Blocks = Annotated[list[str] | None, typer.Option(help="A block that it shows; once for each.")]
_AllBlocks = Annotated[bool, typer.Option("--all-blocks", help="It shows all of them.")]
_Id = Annotated[UUID | None, typer.Option("--id", help="The id that it has had as a Flemish header.")]
_FlemishConfig = Annotated[
    Path | None,
    typer.Option(help="A JSON file: what getConfig() gives there; null takes it away.", dir_okay=False),
]


def of_sites(opened: Opener) -> typer.Typer:
    """Return what stands in the group ``site``, beside sign-on's own; ``opened`` opens the platform."""
    app = typer.Typer(help="Websites that sign on and show the header.", no_args_is_help=True)

    @app.command("snippet")
    def print_snippet(  # pyright: ignore[reportUnusedFunction] (typer has it)
        origin: _OfSite = "",
        *,
        organisation: _Organisation = "",
        language: _Language = "nl",
        tier: _Tier = "2",
        login_url: _Login = wishes.LOGIN,
        logout_url: _Logout = wishes.LOGOUT,
        switch_capacity_url: _Switch = "",
        style_url: _Style = "",
        block: _Widgets = None,
        page: _Pages = None,
    ) -> None:
        """Print what a web team pastes into its pages, and what their policy must allow for it."""
        said = Wishes(
            organisation=organisation,
            language=language,
            tier=tier,
            login_url=login_url,
            logout_url=logout_url,
            switch_capacity_url=switch_capacity_url,
            style_url=style_url,
            blocks=tuple(block) if block else None,
            pages=_pages(page or ()),
        )
        asyncio.run(_snippet(opened, origin, said))

    command.add(app, opened)
    return app


def _pages(said: Sequence[str]) -> dict[str, str]:
    pages = {code: address for code, _, address in (one.partition("=") for one in said)}
    for code in pages.keys() - {*LANGUAGES}:
        raise InvalidError("snippet.page", f"--page {code}=... names no language: write it as fr=/fr/.")
    return pages


async def _snippet(opened: Opener, origin: str, said: Wishes) -> None:
    async with opened() as platform:
        gateway = platform.settings.public_url
        pins = widgets.pins(widgets.widgets(platform.blocks))
        wishes.check(said, pins)
        asked = await generator.of_site(platform, origin, said, pins) if origin else said
    typer.echo(snippet.html(gateway, pinned(releases()), asked, pins))
    typer.echo("\nThe Content-Security-Policy of these pages must allow:\n")
    for line in snippet.policy(gateway, asked):
        typer.echo(line)


def of_headers(opened: Opener) -> typer.Typer:
    """Return the group ``header``: what the header of each site shows."""
    app = typer.Typer(help="What the headers of websites show.", no_args_is_help=True)

    @app.command("configure")
    def configure_one(  # pyright: ignore[reportUnusedFunction] (typer has it)
        origin: _Origin,
        *,
        block: _Blocks = None,
        all_blocks: _AllBlocks = False,
        id: _Id = None,  # noqa: A002 (as it is typed)
        flemish_config: _FlemishConfig = None,
    ) -> None:
        """Say what the header of a site shows; what you leave out stays as it is."""
        change = _change(origin, block, all_blocks=all_blocks, flemish_config=flemish_config)
        asyncio.run(_configure(opened, replace(change, id=id)))

    @app.command("list")
    def list_headers() -> None:  # pyright: ignore[reportUnusedFunction] (typer has it)
        """List the sites whose headers were configured; all others show every block."""
        asyncio.run(_list(opened))

    return app


def _change(
    origin: str, block: list[str] | None, *, all_blocks: bool, flemish_config: Path | None
) -> configure.Change:
    if block and all_blocks:
        raise InvalidError("header.blocks", "Give either --block, once for each, or --all-blocks.")
    return configure.Change(
        origin=origin,
        blocks=None if all_blocks else block or UNSET,
        flemish=flemish.read(flemish_config) if flemish_config else UNSET,
    )


async def _configure(opened: Opener, change: configure.Change) -> None:
    async with opened() as platform:
        done = await configure.configure_any(platform, change)
        gateway = platform.settings.public_url
    typer.echo(f"The header of {done.origin} shows {_shown(done)}.")
    typer.echo("In place of the script of the Flemish header its pages take one of:")
    for how in drop_in.HOWS:
        typer.echo(f"  {drop_in.address(gateway, done, how)}")


async def _list(opened: Opener) -> None:
    async with opened() as platform:
        found = await configure.every(platform)
    for one in found:
        brought = ", with a Flemish configuration" if one.flemish else ""
        typer.echo(f"{one.origin} {one.id}: {_shown(one)}{brought}")
    if not found:
        typer.echo("No header was configured: each shows every block.")


def _shown(one: Configuration) -> str:
    return "every block" if one.blocks is None else ", ".join(sorted(one.blocks))
