"""How the operator lets a site join: ``citizen-profile site``."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from profile_core.contract import Environment, InvalidError, Opener, Text
from sso.joining.draft import USUAL_SCOPES, ClientProfile, Draft

_Provider = Annotated[str, typer.Argument(help="The code of the provider, as in the directory.")]
_Origin = Annotated[str, typer.Argument(help="The origin of the site, such as https://www.gent.be.")]
_Names = Annotated[list[str], typer.Option(help="Its name, as nl=Stad Gent; the first is the default.")]
_Back = Annotated[list[str], typer.Option(help="Where citizens come back after logging in.")]
_JwksUri = Annotated[str, typer.Option(help="Where it publishes its public keys.")]
_Keys = Annotated[
    Path | None, typer.Option(help="Or a file with its public keys, a JWK set.", dir_okay=False)
]
_Scopes = Annotated[list[str], typer.Option(help="What it may ask for.")]
_Out = Annotated[list[str], typer.Option(help="Where citizens come back after logging out.")]
_Ended = Annotated[str, typer.Option(help="Where it is told that a session ended.")]
_Environment = Annotated[Environment, typer.Option(help="A test site reaches synthetic citizens only.")]
_Profile = Annotated[ClientProfile, typer.Option(help="fapi2 adds pushed requests and DPoP.")]
_ClientId = Annotated[str, typer.Option(help="Left out, it is made of the provider and the host.")]
_Dry = Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")]


def commands(opened: Opener) -> typer.Typer:
    """Return the commands; ``opened`` opens the platform for as long as one runs."""
    app = typer.Typer(help="Websites that sign on and show the header.", no_args_is_help=True)
    _add_join(app, opened)

    @app.command()
    def remove(origin: _Origin) -> None:
        """Take a site away, with the client that it alone signed on through: what that was given is refused."""
        asyncio.run(_remove(opened, origin))

    return app


def _add_join(app: typer.Typer, opened: Opener) -> None:
    @app.command()
    def join(  # pyright: ignore[reportUnusedFunction] (typer has it)
        provider: _Provider,
        origin: _Origin,
        *,
        name: _Names,
        redirect_uri: _Back,
        jwks_uri: _JwksUri = "",
        keys: _Keys = None,
        scope: _Scopes = list(USUAL_SCOPES),  # noqa: B006 (typer shows it, and copies it)
        post_logout_redirect_uri: _Out = [],  # noqa: B006 (the same)
        backchannel_logout_uri: _Ended = "",
        environment: _Environment = Environment.TEST,
        profile: _Profile = ClientProfile.STANDARD,
        client_id: _ClientId = "",
        dry_run: _Dry = False,
    ) -> None:
        """Register a site with its client, or write what you say now over what it said before."""
        draft = Draft(
            origin=origin,
            name=_texts(name),
            redirect_uris=redirect_uri,
            environment=environment,
            profile=profile,
            client_id=client_id,
            jwks=_jwks(keys),
            jwks_uri=jwks_uri,
            scopes=scope,
            post_logout_redirect_uris=post_logout_redirect_uri,
            backchannel_logout_uri=backchannel_logout_uri,
        )
        asyncio.run(_join(opened, provider, draft, dry_run=dry_run))


def _texts(names: list[str]) -> list[Text]:
    pairs = [name.partition("=") for name in names]
    return [Text(language=code, text=text, default=at == 0) for at, (code, _, text) in enumerate(pairs)]


def _jwks(file: Path | None) -> Any:
    if file is None:
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidError("site.keys", f"{file} cannot be read as JSON: give a JWK set.") from error


async def _join(opened: Opener, provider: str, draft: Draft, *, dry_run: bool) -> None:
    from sso.joining import register, steps

    async with opened() as platform:
        welcome = await register.register_for(platform, provider, draft, dry_run=dry_run)
        following = list(steps.following(platform, welcome))
    done = "could be registered (nothing was stored)" if dry_run else "is registered"
    application = welcome.joined.application
    typer.echo(f"{draft.origin} {done} as {application.client_id}, {application.environment}.")
    for at, step in enumerate(following, start=1):
        typer.echo(f"{at}. {step}")
    for lacking in welcome.missing:
        typer.echo(f"Missing for live: {lacking}")
    for warning in welcome.warnings:
        typer.secho(warning, fg=typer.colors.YELLOW)


async def _remove(opened: Opener, origin: str) -> None:
    from sso.joining import removal

    async with opened() as platform:
        site = await removal.remove(platform, origin)
    typer.echo(f"{site.origin}, which signed on as {site.client_id}, is gone. Anybody may register it now.")
