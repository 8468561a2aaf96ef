"""``citizen-profile token``."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.kit.settings import Settings

_DEMO = Path("var/demo.json")


def token(
    client_id: Annotated[str, typer.Argument(help="The application, as the directory knows it.")],
    key: Annotated[
        Path | None, typer.Option(help="Its private JWK; of an application of the demo it is known.")
    ] = None,
    scope: Annotated[str, typer.Option(help="What the token is for.")] = "notifications",
) -> None:
    """Print an access token of a provider's application, for curl and scripts. It lives five minutes."""
    from profile_core.kit.settings import Settings

    print(asyncio.run(_fetch(Settings(), client_id, _key(client_id, key), scope)))


def _key(client_id: str, file: Path | None) -> dict[str, Any]:
    import msgspec

    if file is not None and not file.is_file():
        raise CommandError(f"There is no key file {file}.")
    if file is not None:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    demo: dict[str, Any] = msgspec.json.decode(_DEMO.read_bytes()) if _DEMO.is_file() else {"providers": []}
    for provider in demo["providers"]:
        if provider["client_id"] == client_id:
            return provider["private_jwk"]
    raise CommandError(
        f"{client_id} is no application of a demo in this folder: name its key with --key FILE."
    )


async def _fetch(settings: "Settings", client_id: str, key: dict[str, Any], scope: str) -> str:
    from profile_core.contract import GuardedClient, NoAnswerError, Program

    issuer = settings.public_url
    async with GuardedClient(production=settings.production) as http:
        try:
            return await Program(http, gateway=issuer, client_id=client_id, key=key, scope=scope).token()
        except NoAnswerError as error:
            message = f"{issuer} does not answer: start it with citizen-profile serve, or mend CITIZEN_PROFILE_PUBLIC_URL."
            raise CommandError(message) from error
