"""``citizen-profile token``."""

import asyncio
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.kit.settings import Settings

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 60
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
    from profile_core.sources import GuardedClient, NoAnswerError

    issuer = settings.public_url
    fields = {
        "grant_type": "client_credentials",
        "scope": scope,
        "resource": f"{issuer}/provider/graphql",
        "client_id": client_id,
        "client_assertion_type": _ASSERTION,
        "client_assertion": _assertion(issuer, client_id, key),
    }
    async with GuardedClient(production=settings.production) as http:
        try:
            answer = await http.post_form(f"{issuer}/sso/token", fields)
        except NoAnswerError as error:
            message = f"{issuer} does not answer: start it with citizen-profile serve, or mend CITIZEN_PROFILE_PUBLIC_URL."
            raise CommandError(message) from error
    given = answer.json()
    if answer.status != 200:
        raise CommandError(f"{issuer} refuses: {given.get('error')}. {given.get('error_description', '')}")
    return str(given["access_token"])


def _assertion(issuer: str, client_id: str, key: dict[str, Any]) -> str:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    from profile_core.kit import clock

    now = int(clock.now().timestamp())
    claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + _LIFETIME}
    claims["jti"] = secrets.token_urlsafe(16)
    try:
        signer = ECKey.import_key(key)
    except (JoseError, KeyError) as error:
        raise CommandError(
            f"The key of {client_id} is no private key on P-256 (a JWK with x, y and d)."
        ) from error
    return jwt.encode({"alg": "ES256", "kid": signer.kid}, claims, signer, ["ES256"])
