"""What a directory file says, as values that refer to each other by code. ``line`` is where it stands."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from profile_core.directory.subjects import Number
from profile_core.kit.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEntry:
    line: int
    code: str
    nis: str | None
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierEntry:
    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEntry:
    line: int
    code: str
    provider: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationEntry:
    line: int
    client_id: str
    provider: str
    supplier: str
    environment: str
    name: str
    profile: str
    keys: tuple[dict[str, Any], ...]
    jwks_uri: str
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    backchannel_logout_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    line: int
    origin: str
    provider: str
    application: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEntry:
    line: int
    provider: str
    block: str
    purpose: str
    legal_basis: str
    data_sets: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryFile:
    """Everything that stands in one file."""

    providers: tuple[ProviderEntry, ...] = ()
    suppliers: tuple[SupplierEntry, ...] = ()
    services: tuple[ServiceEntry, ...] = ()
    applications: tuple[ApplicationEntry, ...] = ()
    sites: tuple[SiteEntry, ...] = ()
    agreements: tuple[AgreementEntry, ...] = ()
    synthetic_citizens: tuple[Number, ...] = field(default=(), repr=False)
    synthetic_enterprises: tuple[Number, ...] = ()
