"""The one fact in which blocks meet: there is something to tell a citizen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from profile_core.kit.acting import Environment
from profile_core.store import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenNotice(Fact):
    """Something a block has to tell a subject, on behalf of a provider.

    It becomes a notification of the type that the provider registered for ``topic`` (``acme_parking.permit_ends``),
    or none where it registered none. ``key`` is the block's own and makes it one, however often it is told.
    ``values`` fill the placeholders of the type's texts: codes, names and dates, never what identifies a person.
    """

    name: ClassVar[str] = "citizen_notice"
    provider: UUID
    environment: Environment
    topic: str
    key: str
    group_id: str | None = None
    link: str | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
