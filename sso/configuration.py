"""Which identity providers and registers there are: one TOML file of the operator (docs/operations/sso.md)."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from profile_core.contract import InvalidError, Texts, texts
from sso.levels import LEVELS
from sso.model import ClaimNames, Register, Upstream

_Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,30}$")]
_Issuer = Annotated[str, msgspec.Meta(pattern=r"^https?://[^?#\s]+$")]


class _Claims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    national_number: str = "rrn"
    given_name: str = "given_name"
    family_name: str = "family_name"


class _Upstream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: _Name
    issuer: _Issuer
    label: dict[str, str] = {}
    client_id: str = "citizen-profile"
    key_file: str = ""
    scope: str = "openid profile"
    claims: _Claims = _Claims()
    levels: dict[str, str] = {}
    level: str = "low"
    algorithms: tuple[Literal["ES256", "PS256", "EdDSA", "RS256"], ...] = ("ES256", "PS256", "EdDSA")


class _Register(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: _Name
    address: _Issuer
    label: dict[str, str] = {}


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as it is read; an unknown word in it is an error, not a silence."""

    upstream: tuple[_Upstream, ...] = ()
    register: tuple[_Register, ...] = ()

    @property
    def upstreams(self) -> tuple[Upstream, ...]:
        """Return the identity providers in their order."""
        return tuple(_upstream(one) for one in self.upstream)

    @property
    def registers(self) -> tuple[Register, ...]:
        """Return the registers that know roles, in their order."""
        return tuple(
            Register(name=one.name, address=one.address.rstrip("/"), label=_label(one.label, one.name))
            for one in self.register
        )


def read(file: Path | None) -> Configuration:
    """Read the file; without one there is nobody to log in with. Raises ``InvalidError`` for a bad one."""
    if file is None:
        return Configuration()
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        configuration = msgspec.convert(said, Configuration)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise _invalid(file, str(error)) from error
    _check(file, configuration)
    return configuration


def _check(file: Path, configuration: Configuration) -> None:
    for kind, found in (("upstream", configuration.upstream), ("register", configuration.register)):
        names: list[str] = [one.name for one in found]
        if len(set(names)) != len(names):
            raise _invalid(file, f"two of [[{kind}]] have the same name")
    issuers = [one.issuer for one in configuration.upstream]
    if len(set(issuers)) != len(issuers):
        raise _invalid(file, "two of [[upstream]] have the same issuer")
    for one in configuration.upstream:
        if not {one.level, *one.levels.values()} <= set(LEVELS):
            raise _invalid(file, f"levels of {one.name} must be out of {', '.join(LEVELS)}")


def _invalid(file: Path, why: str) -> InvalidError:
    return InvalidError("sso.file", f"CITIZEN_PROFILE_SSO_FILE ({file}) cannot be used: {why}.")


def _upstream(one: _Upstream) -> Upstream:
    claims: dict[str, Any] = msgspec.to_builtins(one.claims)
    return Upstream(
        name=one.name,
        issuer=one.issuer,
        label=_label(one.label, one.name),
        client_id=one.client_id,
        key_file=Path(one.key_file) if one.key_file else None,
        scope=one.scope,
        claims=ClaimNames(**claims),
        levels=one.levels,
        level=one.level,
        algorithms=one.algorithms,
    )


def _label(by_language: dict[str, str], name: str) -> Texts:
    default = "nl" if "nl" in by_language else next(iter(by_language), "nl")
    return texts(default, **(by_language or {"nl": name}))
