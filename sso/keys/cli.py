"""What the operator does with the signing keys: ``citizen-profile keys``."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from profile_core import audit
from profile_core.contract import Opener, clock
from sso.keys import rotation, rows
from sso.keys.sealing import public_key
from sso.settings import SsoSettings

if TYPE_CHECKING:
    from datetime import datetime

    from sso.keys.rows import KeyRow


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="The keys with which sign-on signs its tokens.", no_args_is_help=True)

    @app.command("list")
    def list_keys() -> None:
        """List the keys: which signs, which is to come, until when the others still verify."""
        asyncio.run(_list(opened))

    @app.command()
    def rotate(
        publish_for: Annotated[
            float | None,
            typer.Option(
                min=0,
                help="Seconds between publishing the new key and signing with it.",
                show_default="twice CITIZEN_PROFILE_SSO_JWKS_MAX_AGE",
            ),
        ] = None,
    ) -> None:
        """Publish a new key. It signs when everybody can know it; the old one then only verifies."""
        asyncio.run(_rotate(opened, publish_for))

    @app.command()
    def revoke(number: Annotated[int, typer.Argument(help="The number in the list.")]) -> None:
        """Withdraw a key that others may have: tokens signed with it are refused within a minute."""
        asyncio.run(_revoke(opened, number))

    return app


async def _list(opened: Opener) -> None:
    from rich.console import Console
    from rich.table import Table

    async with opened() as platform, platform.store.read() as tx:
        found = await rows.every(tx)
    at = clock.now()
    signing = next((key for key in found if key.is_kept(at) and key.signs_from <= at), None)
    table = Table("number", "state", "signs from", "verifies until", "kid")
    for key in found:
        ends = "" if key.retires_at is None or not key.sealed else _moment(key.retires_at)
        table.add_row(
            str(key.number), _state(key, signing, at), _moment(key.signs_from), ends, public_key(key).kid
        )
    Console().print(table)


async def _rotate(opened: Opener, publish_for: float | None) -> None:
    settings = SsoSettings()
    async with opened() as platform:
        done = await rotation.rotate(platform, settings, publish_for=publish_for, actor=audit.OPERATOR)
    said = "is published" if done.made else "was published before (nothing was made)"
    typer.echo(f"Key {done.key.number} {said} and signs from {_moment(done.key.signs_from)}.")
    if publish_for is not None and publish_for < rotation.published_for(settings):
        typer.echo(
            f"Sites may keep our keys for {settings.jwks_max_age} s: some will refuse it until they ask again."
        )


async def _revoke(opened: Opener, number: int) -> None:
    settings = SsoSettings()
    async with opened() as platform:
        signing = await rotation.revoke(platform, settings, number)
    typer.echo(
        f"Key {number} is withdrawn; key {signing.number} signs. Sites that keep our keys believe it for "
        f"{settings.jwks_max_age} s more at most."
    )


def _state(key: "KeyRow", signing: "KeyRow | None", at: "datetime") -> str:
    if not key.sealed:
        return "revoked"
    if not key.is_kept(at):
        return "retired"
    if key is signing:
        return "signs"
    return "verifies" if signing and key.number < signing.number else "to come"


def _moment(moment: "datetime") -> str:
    return clock.rfc3339(moment.replace(microsecond=0))
