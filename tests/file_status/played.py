"""Two providers with files, some citizens, and the steps that they take, played against a real store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Table, func, select

from blocks.file_status import merged, read, register
from blocks.file_status.fed import Fed
from blocks.file_status.model import (
    TOP,
    FileDraft,
    FileFilter,
    FileUpdate,
    ParticipantDraft,
    Place,
    Relation,
    StatusDraft,
)
from profile_core.contract import Acting, Caller, Platform, Recipient, Text, ids, listeners_on, sources
from profile_core.sources.rows import registered
from profile_core.store import LANES, handover
from tests.notifications.played import CITIZENS, people, provider, service_of

EPOCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANN, BEN, CAS = CITIZENS[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A platform with two providers and some citizens."""

    platform: Platform
    gent: Caller
    aalst: Caller
    everybody: dict[str, Acting] = field(default_factory=dict[str, Acting])

    def citizen(self, number: str = ANN) -> Acting:
        """Return somebody who acts for themselves."""
        return self.everybody[number]

    async def register(self, *drafts: FileDraft, caller: Caller | None = None, dry_run: bool = False) -> Any:
        """Register as Ghent, or as another."""
        return await register.register(self.platform, caller or self.gent, drafts, dry_run=dry_run)

    async def update(self, *drafts: FileUpdate, caller: Caller | None = None, dry_run: bool = False) -> Any:
        """Update as Ghent, or as another."""
        return await register.update(self.platform, caller or self.gent, drafts, dry_run=dry_run)

    async def listed(self, acting: Acting | None = None, **wanted: Any) -> Sequence[Any]:
        """Return the first hundred files that a citizen sees."""
        page = await self.page(acting, **wanted)
        return page.files

    async def page(
        self, acting: Acting | None = None, place: Place = TOP, most: int = 100, **wanted: Any
    ) -> merged.Listed:
        """Return a page of what a citizen sees, with what the sources said."""
        who, filter_ = acting or self.citizen(), FileFilter(**wanted)
        return await merged.page(self.platform, who, filter_, place, most=most, language="nl")

    async def whole(self, acting: Acting, external_id: str) -> read.Whole | None:
        """Return a file of a citizen by the provider's own id, or None."""
        found = [one for one in await self.listed(acting) if one.external_id == external_id]
        return await read.whole(self.platform, acting, found[0].id, "nl") if found else None

    async def count(self, table: Table) -> int:
        """Count the rows of a table."""
        async with self.platform.store.read() as tx:
            return await tx.value(select(func.count()).select_from(table))

    async def deliver(self) -> int:
        """Do what the worker does: hear and acknowledge in one transaction; return how many."""
        done = 0
        for listener, lane in product(listeners_on(self.platform), LANES):
            while claimed := await self._claimed(listener.name, lane):
                async with self.platform.store.begin(lane) as tx:
                    facts = [msgspec.json.decode(one.payload, type=listener.fact) for one in claimed]
                    await listener.hear(tx, facts)
                    await handover.acknowledge(tx, *claimed)
                done += len(claimed)
        return done

    async def _claimed(self, listener: str, lane: Any) -> list[handover.Handover]:
        async with self.platform.store.begin() as tx:
            buckets = await handover.due_buckets(tx, listener, lane)
            return await handover.claim(tx, buckets, listener, lane, uuid4(), lease=60, most=100)


async def source(stage: Stage, code: str = "cases", caller: Caller | None = None) -> sources.Source:
    """Enter a source of files, of Ghent or of another."""
    caller = caller or stage.gent
    made = sources.Source(
        id=ids.plain_id(),
        provider=caller.provider,
        environment=caller.environment,
        code=code,
        url="https://cases.gent.example",
        blocks=("file_status",),
        page_size=100,
        languages=("nl",),
    )
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, made)
    return made


async def feed(
    stage: Stage, of: sources.Source, *changes: FileDraft | dict[str, Any]
) -> Sequence[sources.Refused]:
    """Take a page of changes of a source, as a worker does; return what was refused."""
    raw = [msgspec.Raw(msgspec.json.encode(one)) for one in changes]
    taking = Fed(stage.platform)
    return await stage.platform.store.transact(lambda tx: taking.take(tx, of, raw))


async def set_up(platform: Platform) -> Stage:
    """Enter two providers, their services, and the synthetic citizens."""
    gent, aalst = [
        replace(await provider(platform, code), scopes=frozenset({"file_status", "notifications"}))
        for code in ("gent", "aalst")
    ]
    everybody = await people(platform, CITIZENS)
    return Stage(platform=platform, gent=gent, aalst=aalst, everybody=everybody)


def at(minutes: int) -> datetime:
    """Return a moment that has been, so many minutes after the first."""
    return EPOCH + timedelta(minutes=minutes)


def nl(text: str) -> list[Text]:
    """Return a text in Dutch."""
    return [Text(language="nl", text=text)]


def status(
    minutes: int = 0, *, phase: str = "treatment", code: str = "in_treatment", **more: Any
) -> StatusDraft:
    """Return a sound status, so many minutes after the first moment."""
    return StatusDraft(phase=phase, code=code, changed_at=at(minutes), **more)


def asks(minutes: int = 0, **more: Any) -> StatusDraft:
    """Return a status that asks something of the citizen."""
    said = {"phase": "treatment", "code": "information_needed", "action": nl("Stuur uw plan op.")} | more
    return status(minutes, action_needed=True, **said)


def party(number: str = ANN, relation: Relation = Relation.APPLICANT, **more: Any) -> ParticipantDraft:
    """Return a participant."""
    return ParticipantDraft(relation=relation, recipient=Recipient(national_number=number), **more)


def file(external_id: str = "1", *statuses: StatusDraft, minutes: int = 0, **more: Any) -> FileDraft:
    """Return a sound file of Ghent, with what a test wants otherwise."""
    said: dict[str, Any] = {
        "name": nl("Renovatiepremie"),
        "service": "service-of-gent",
        "participants": [party()],
        "created_at": EPOCH,
        "changed_at": at(minutes),
    }
    return FileDraft(external_id=external_id, statuses=statuses or [status()], **(said | more))


def moved(external_id: str, said: StatusDraft, **more: Any) -> FileUpdate:
    """Return the status of a file that is there."""
    return FileUpdate(
        external_id=external_id,
        changed_at=said.changed_at,
        sequence=said.sequence,
        status=said,
        **more,
    )


__all__ = [
    "ANN",
    "BEN",
    "CAS",
    "EPOCH",
    "Stage",
    "asks",
    "at",
    "feed",
    "file",
    "moved",
    "nl",
    "party",
    "service_of",
    "set_up",
    "source",
    "status",
]
