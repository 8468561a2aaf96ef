"""What the operator does with types of notifications: ``citizen-profile types``."""

import asyncio
from typing import Annotated

import msgspec
import typer

from blocks.notifications import approval
from blocks.notifications.model import Definition, NotificationType
from profile_core.contract import Opener

_Provider = Annotated[str, typer.Argument(help="The code of the provider, as in the directory.")]
_Code = Annotated[str, typer.Argument(help="The code of the type.")]


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="Types of notifications: those that providers want to send.", no_args_is_help=True)

    @app.command()
    def waiting() -> None:
        """List the types that wait for your approval, the oldest first."""
        asyncio.run(_waiting(opened))

    @app.command()
    def show(provider: _Provider, code: _Code) -> None:
        """Show all that a type says: what is in force, and what waits for your approval."""
        asyncio.run(_show(opened, provider, code))

    @app.command()
    def approve(
        provider: _Provider,
        code: _Code,
        revision: Annotated[
            int | None, typer.Option(help="The revision you looked at; another one is not approved.")
        ] = None,
    ) -> None:
        """Let a provider send a type from now on, as it wrote it last."""
        asyncio.run(_approve(opened, provider, code, revision))

    @app.command()
    def reject(
        provider: _Provider,
        code: _Code,
        reason: Annotated[str, typer.Option(help="What is wrong; the provider reads it.")],
    ) -> None:
        """Refuse what waits; what was approved before stays in force."""
        asyncio.run(_reject(opened, provider, code, reason))

    return app


async def _waiting(opened: Opener) -> None:
    async with opened() as platform:
        found = await approval.waiting(platform)
    for provider, one in found:
        what = "an edit" if one.in_force else "new"
        named = f"{one.name.default.text} ({one.definition.service}, {one.kind}, {what})"
        typer.echo(f"{provider.code} {one.code}: {named}")
    if not found:
        typer.echo("Nothing waits.")


async def _show(opened: Opener, provider: str, code: str) -> None:
    async with opened() as platform:
        found = await approval.known(platform, provider, code)
    for one in found:
        typer.echo(_described(provider, one))


async def _approve(opened: Opener, provider: str, code: str, revision: int | None) -> None:
    async with opened() as platform:
        await approval.approve(platform, provider, code, revision=revision)
    typer.echo(f"{provider} may send {code} from now on.")


async def _reject(opened: Opener, provider: str, code: str, reason: str) -> None:
    async with opened() as platform:
        await approval.reject(platform, provider, code, reason)
    typer.echo(f"{provider} sees why {code} was refused.")


def _described(provider: str, one: NotificationType) -> str:
    published = "published" if one.published else "paused"
    lines = [f"{provider} {one.code} ({one.environment}), revision {one.revision}: {one.state}, {published}"]
    if one.rejected_for is not None:
        lines.append(f"Refused: {one.rejected_for}")
    lines += ["In force:" if one.in_force else "Not in force yet:", _written(one.definition)]
    if one.draft is not None:
        lines += ["Edited since, not in force yet:", _written(one.draft)]
    return "\n".join(lines)


def _written(definition: Definition) -> str:
    return msgspec.json.format(msgspec.json.encode(definition), indent=2).decode()
