"""A signing key as it is stored: made, sealed under its number, opened."""

import json
from datetime import datetime

from joserfc.jwk import ECKey

from profile_core.kit.keyring import Keyring
from sso.keys.rows import KeyRow

_PURPOSE = "sso signing key"


def new_key(keyring: Keyring, number: int, signs_from: datetime) -> KeyRow:
    """Make a key (P-256, ES256) whose ``kid`` is its thumbprint (RFC 7638)."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    private = json.dumps(key.as_dict(private=True)).encode()
    return KeyRow(
        number=number,
        public=json.dumps(key.as_dict(private=False)),
        sealed=_sealed(keyring, number, private),
        signs_from=signs_from,
    )


def private_key(keyring: Keyring, row: KeyRow) -> ECKey:
    """Open the private part of a key."""
    return ECKey.import_key(json.loads(_opened(keyring, row)))


def public_key(row: KeyRow) -> ECKey:
    """Return what others verify with."""
    return ECKey.import_key(json.loads(row.public))


def sealed_anew(keyring: Keyring, row: KeyRow) -> bytes | None:
    """Seal a private part under the generation that seals now; None when it already is, or when there is none."""
    if not row.sealed or row.sealed[0] == keyring.generations[0].id:
        return None
    return _sealed(keyring, row.number, _opened(keyring, row))


def _sealed(keyring: Keyring, number: int, private: bytes) -> bytes:
    return keyring.seal(_PURPOSE, private, bound_to=number.to_bytes(4))


def _opened(keyring: Keyring, row: KeyRow) -> bytes:
    return keyring.open_sealed(_PURPOSE, row.sealed, bound_to=row.number.to_bytes(4))
