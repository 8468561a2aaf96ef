"""Who takes part, as values."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from profile_core.kit.acting import Environment, SubjectRef
from profile_core.kit.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A public body that offers services; ``code`` is its own stable short name, ``nis`` a municipality's."""

    id: UUID
    code: str
    nis: str | None
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A company that integrates for many providers."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A program (OAuth client) of a provider.

    ``keys`` are public JWKs (RFC 7517); where ``jwks_uri`` is given they are read there instead.
    """

    client_id: str
    provider: UUID
    supplier: UUID | None
    environment: Environment
    name: str
    profile: str
    keys: tuple[dict[str, Any], ...]
    scopes: frozenset[str]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    jwks_uri: str = ""
    backchannel_logout_uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A website of a provider, by exact origin (RFC 6454), that signs on through the client ``client_id``."""

    origin: str
    provider: UUID
    client_id: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An entry of the product catalogue; ``code`` is its IPDC or LPDC id."""

    id: UUID
    code: str
    provider: UUID
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """On what ground a provider uses a block, from and until when (the last day included)."""

    provider: UUID
    block: str
    purpose: str
    legal_basis: str
    data_sets: tuple[str, ...]
    valid_from: date
    valid_until: date | None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A natural person or an organisation; ``synthetic`` ones exist for tests only."""

    ref: SubjectRef
    kind: str
    synthetic: bool
