"""A channel: one more way in which notifications reach citizens, which any block can plug in."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from profile_core.kit.acting import Environment, SubjectRef
from profile_core.kit.texts import Texts
from profile_core.outbound import Outcome, Schedule
from profile_core.sources import GuardedClient
from profile_core.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParcelItem:
    """One notification as outside channels may tell of it: what it is about, and nothing of what it says.

    ``path`` leads to it on our origin; ``occasion`` is FIRST, REMINDER_DEADLINE_48 ... or UNREAD.
    """

    notification: UUID
    external_id: str
    type_code: str
    type_name: Texts
    sender: Texts
    sender_code: str
    kind: str
    occasion: str
    path: str
    created_at: datetime
    deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Parcel:
    """What a channel brings to a subject in one attempt. ``id`` is the same at every attempt.

    ``items`` is one, or several where the citizen wants them together.
    """

    id: UUID
    subject: SubjectRef
    provider: UUID
    environment: Environment
    channel: str
    items: tuple[ParcelItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way outside. ``code`` is stored with every delivery, in snake_case.

    ``reaches`` tells which of some subjects have a verified address of this channel; ``carry`` makes one
    attempt, outside any transaction. ``digests`` says that it can bring several notifications at once, ``at_once`` how many
    attempts one process has under way in each lane: to a provider each for its own channel, in all for another.
    """

    code: str
    label: Texts
    schedule: Schedule
    reaches: Callable[[Tx, Collection[SubjectRef]], Awaitable[Collection[SubjectRef]]]
    carry: Callable[[GuardedClient, Parcel], Awaitable[Outcome]]
    digests: bool = False
    at_once: int = 4
