"""Doing what is announced: each once, however often it is said, and what was deleted stays so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec import structs

from blocks.notifications import progress
from blocks.notifications.model import (
    EXPIRING,
    Announcement,
    Arrival,
    NotificationAccepted,
    OccasionDue,
    Reason,
)
from blocks.notifications.rows import announced as rows, arrivals
from profile_core.contract import Caller, SubjectRef, Tx, clock
from profile_core.contract.said import Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sound:
    """What is announced, with what it names looked up; ``arrival`` is what is kept of it where nothing was yet."""

    path: Path
    event: Announcement
    arrival: Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done with which notification; ``changed`` is False when that was no news."""

    id: UUID
    changed: bool


_Some = Mapping[UUID, Arrival]


async def do(tx: Tx, caller: Caller, some: Sequence[Sound]) -> dict[Path, Done]:
    """Keep the keys of what is new to us, then do what each announces; return by path what was done."""
    once = {one.arrival.key: one.arrival for one in reversed(some)}
    await arrivals.add(tx, caller, list(once.values()), clock.now(), live=True)
    known = await arrivals.known(tx, caller, list(once))
    news: set[tuple[Announcement, UUID]] = set()
    for event, work in _WORK.items():
        these = {known[one.arrival.key].id: one.arrival for one in some if one.event is event}
        live = {id_: one for id_, one in these.items() if not known[one.key].deleted and known[one.key].live}
        news |= {(event, one) for one in await work(tx, caller, live)} if live else set()
    ids = {one.path: known[one.arrival.key].id for one in some}
    return {one.path: Done(id=ids[one.path], changed=(one.event, ids[one.path]) in news) for one in some}


async def _new(tx: Tx, caller: Caller, some: _Some) -> Sequence[UUID]:
    """Let what nobody was told of yet come into the inbox, and go out by its channels."""
    fresh = await rows.waiting(tx, caller, list(some))
    coming = [structs.replace(some[one], id=one) for one in fresh]
    if coming:
        await arrivals.adding_lines(tx, caller, coming, clock.now())()
    await tx.tell(*(NotificationAccepted(subject=_subject(some[one]), notification=one) for one in fresh))
    return fresh


async def _read(tx: Tx, caller: Caller, some: _Some) -> Sequence[UUID]:
    read = await rows.read(tx, caller, list(some))
    await progress.cancel(tx, {_subject(some[one]) for one in read}, read, Reason.READ)
    return read


async def _expiring(tx: Tx, _: Caller, some: _Some) -> Sequence[UUID]:
    """Remind by the outside channels, once: whatever is told again is due at the same moment."""
    due = {one: arrival.content.created_at or clock.now() for one, arrival in some.items()}
    await tx.tell(
        *(
            OccasionDue(subject=_subject(arrival), notification=one, occasion=EXPIRING, due=due[one])
            for one, arrival in some.items()
        )
    )
    return list(some)


async def _deleted(tx: Tx, caller: Caller, some: _Some) -> Sequence[UUID]:
    gone = await rows.bury(tx, caller, list(some))
    await progress.cancel(tx, {_subject(some[one]) for one in gone}, gone, Reason.RETRACTED)
    return gone


_WORK = {
    Announcement.NEW: _new,
    Announcement.READ: _read,
    Announcement.EXPIRING: _expiring,
    Announcement.DELETED: _deleted,
}


def _subject(one: Arrival) -> SubjectRef:
    return SubjectRef(one.key.subject)
