"""Key files of the command line: the keyring, and private JWKs, readable by their owner only."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.kit.keyring import Keyring
    from profile_core.kit.settings import Settings


def read_keyring(settings: "Settings") -> "Keyring":
    """Read the keyring that the settings name."""
    from profile_core.kit import keyfile

    if not settings.keyring_file.is_file():
        raise CommandError(
            f"There is no keyring at {settings.keyring_file}. Restore it from its back-up, "
            "or make the one of a new deployment: citizen-profile keyring create"
        )
    return keyfile.parse(settings.keyring_file.read_bytes())


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads, at once or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def private_jwk(file: Path) -> dict[str, Any]:
    """Read a private JWK (ES256); the first time, make it."""
    import msgspec
    from joserfc.jwk import ECKey

    if not file.exists():
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        write_secret(file, msgspec.json.encode(key.as_dict(private=True)))
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])


def public_part(jwk: dict[str, Any]) -> dict[str, Any]:
    """Return what others may know of a private JWK."""
    return {name: value for name, value in jwk.items() if name != "d"}
