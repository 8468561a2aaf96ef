"""The TOML file of sign-on, written by a test."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Upstream:
    """An identity provider, and what else stands in its table, as TOML."""

    issuer: str
    name: str = "idp"
    key_file: Path | None = None
    more: str = ""

    @property
    def toml(self) -> str:
        key = f'key_file = "{self.key_file}"\n' if self.key_file else ""
        return f'[[upstream]]\nname = "{self.name}"\nissuer = "{self.issuer}"\n{key}{self.more}\n'


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register of roles."""

    name: str
    address: str

    @property
    def toml(self) -> str:
        return f'[[register]]\nname = "{self.name}"\naddress = "{self.address}"\n'


def sso_file(file: Path, *parts: Upstream | Register) -> Path:
    """Write the file of CITIZEN_PROFILE_SSO_FILE."""
    file.write_text("\n".join(part.toml for part in parts))
    return file
