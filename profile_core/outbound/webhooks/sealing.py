"""The secrets of an endpoint as they are stored: sealed, bound to it, the newest first."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from profile_core.kit.keyring import Keyring
from profile_core.outbound.webhooks.model import Secret

_PURPOSE = "webhook secret"


def sealed(keyring: Keyring, endpoint: UUID, secrets: Sequence[Secret]) -> bytes:
    """Seal secrets."""
    return keyring.seal(_PURPOSE, msgspec.json.encode(secrets), bound_to=endpoint.bytes)


def opened(keyring: Keyring, endpoint: UUID, stored: bytes) -> tuple[Secret, ...]:
    """Open what ``sealed`` made."""
    plain = keyring.open_sealed(_PURPOSE, stored, bound_to=endpoint.bytes)
    return msgspec.json.decode(plain, type=tuple[Secret, ...])
