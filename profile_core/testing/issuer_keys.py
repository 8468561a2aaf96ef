"""The public keys of an issuer, as its clients and peers keep them."""

from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from profile_core.testing import outside
from profile_core.testing.shelf import seconds

LEEWAY = 30
_PAUSE = 10


class IssuerKeys:
    """Fetched when a token names a key that is not known yet, at most once in ``pause`` seconds."""

    def __init__(self, *, pause: int = _PAUSE) -> None:
        self._pause = pause
        self._known = KeySet([])
        self._fetched_at = 0

    async def verified(self, token: str, address: str, *, typ: str = "") -> dict[str, Any]:
        """Return the claims of a token that a key at ``address`` signed; anything else is a ``JoseError``."""
        try:
            return _verified(token, self._known, typ)
        except (InvalidKeyIdError, IndexError):
            if seconds() - self._fetched_at < self._pause:
                raise
        await self._fetch(address)
        return _verified(token, self._known, typ)

    async def _fetch(self, address: str) -> None:
        async with outside.client() as client:
            answer = await client.get(address)
        answer.raise_for_status()
        try:
            self._known, self._fetched_at = KeySet.import_key_set(answer.json()), seconds()
        except ValueError as error:
            raise JoseError(f"{address} holds no keys") from error


def _verified(token: str, keys: KeySet, typ: str) -> dict[str, Any]:
    decoded = jwt.decode(token, keys, ["ES256"])
    if typ and decoded.header.get("typ") != typ:
        raise JoseError(f"typ is not {typ}")
    return decoded.claims
