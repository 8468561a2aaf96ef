"""What lies with providers: which types are asked for, and what we hold of what live sources showed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Door, InboxItem, Kind, Mode
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Acting, Environment, Tx, clock, ids

TypeKey = tuple[UUID, str]
"""A type and the provider's own key, which name one notification of a subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A type that is asked for, and the codes of its provider's sources from which it may come now."""

    id: UUID
    provider: UUID
    environment: Environment
    code: str
    kind: Kind
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What we hold of a notification beside what it says. One that is ``gone`` was deleted, retracted, or is over."""

    id: UUID
    created_at: datetime
    version: int | None
    live: bool
    announced: bool
    read_at: datetime | None
    archived_at: datetime | None
    done_at: datetime | None
    revision: int
    gone: bool


async def asking(tx: Tx) -> list[Asking]:
    """Return all types that are asked for when a citizen looks."""
    columns = (t.c.id, t.c.provider_id, t.c.environment, t.c.code, t.c.kind, t.c.mode, t.c.source, t.c.former)
    statement = sa.select(*columns).where(t.c.asks, t.c.in_force, t.c.published).order_by(t.c.id)
    moment = clock.now()
    found = [_asking(row, moment) for row in await tx.rows(statement)]
    return [one for one in found if one.sources]


async def states(tx: Tx, acting: Acting, keys: Collection[TypeKey]) -> dict[TypeKey, State]:
    """Return what is held of some notifications of the subject."""
    if not keys:
        return {}
    columns = (n.c.id, n.c.type_id, n.c.external_id, n.c.created_at, n.c.version, n.c.live, n.c.announced_at)
    marks = (n.c.read_at, n.c.archived_at, n.c.done_at, n.c.revision, n.c.expires_at, n.c.retracted_at)
    statement = sa.select(*columns, *marks, n.c.deleted_at).where(
        n.c.bucket == acting.subject.bucket,
        n.c.subject_id == acting.subject.id,
        sa.tuple_(n.c.type_id, n.c.external_id).in_(sorted(keys)),
    )
    return {(row.type_id, row.external_id): _state(row) for row in await tx.rows(statement)}


async def keep(tx: Tx, acting: Acting, shown: Sequence[tuple[InboxItem, Environment]]) -> set[UUID]:
    """Keep that a live source showed these, so that a citizen can name and mark them; return which were not kept yet."""
    same = {
        "subject_id": acting.subject.id,
        "content_mac": b"",
        "title": list[str](),
        "text": list[str](),
        "live": True,
        "revision": 1,
    }
    by_key = sorted(shown, key=lambda one: (one[0].type.int, one[0].external_id))
    return await tx.insert_new(n, [_kept(item, environment) for item, environment in by_key], same=same)


async def align(tx: Tx, acting: Acting, moved: Sequence[tuple[UUID, datetime]]) -> None:
    """Put notifications where their source says that they were created."""
    if not moved:
        return
    at = sa.case(dict(moved), value=n.c.id)
    mine = (n.c.bucket == acting.subject.bucket, n.c.subject_id == acting.subject.id)
    chosen = n.c.id.in_(sorted(one for one, _ in moved))
    await tx.run(sa.update(n).where(*mine, chosen).values(created_at=at))


def _kept(item: InboxItem, environment: Environment) -> dict[str, Any]:
    return {
        "bucket": ids.bucket_of(item.id),
        "id": item.id,
        "provider_id": item.provider,
        "environment": environment,
        "type_id": item.type,
        "external_id": item.external_id,
        "kind": item.kind,
        "deadline": item.deadline,
        "created_at": item.created_at,
        "version": item.version,
        "done_at": item.done_at,
        "delete_at": item.delete_at,
    }


def _asking(row: sa.Row[Any], moment: datetime) -> Asking:
    former = msgspec.convert(row.former or (), tuple[Door, ...])
    codes = [row.source] if row.mode == Mode.PULL_LIVE else []
    codes += [door.source for door in former if door.mode is Mode.PULL_LIVE and door.until > moment]
    return Asking(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        code=row.code,
        kind=Kind(row.kind),
        sources=tuple(dict.fromkeys(code for code in codes if code)),
    )


def _state(row: sa.Row[Any]) -> State:
    over = row.expires_at is not None and row.expires_at <= clock.now()
    return State(
        id=row.id,
        created_at=row.created_at,
        version=row.version,
        live=row.live,
        announced=row.announced_at is not None,
        read_at=row.read_at,
        archived_at=row.archived_at,
        done_at=row.done_at,
        revision=row.revision,
        gone=row.deleted_at is not None or row.retracted_at is not None or over,
    )
