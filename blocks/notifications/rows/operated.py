"""What a provider does with what it registered: how its notifications stand, and what it did with them before.

A notification that is held waits for nobody else until the transaction ends. Holding is one statement a bucket, in
the order of buckets and ids, so that two bulk calls wait for each other rather than deadlock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import Appointment, Content, Kind
from blocks.notifications.rows.tables import notification_table as n, operation_table as o
from profile_core.contract import (
    Caller,
    SubjectRef,
    Tx,
    clock,
    ids,
    now_plus,
    texts_as_json,
    texts_from_json,
)

KEPT_AFTER = 90 * 86_400.0
"""Seconds for which the deliveries of a notification outlive it."""
EMPTIED: dict[str, Any] = {
    "title": [],
    "text": [],
    "content_mac": b"",
    **dict.fromkeys(("link", "deadline", "group_id", "brand", "valid_from", "expires_at", "version")),
    **dict.fromkeys(("announced_at", "read_at", "read_by", "archived_at", "done_at", "done_by")),
    "appointment": sa.null(),
    "live": False,
    "delete_at": now_plus(KEPT_AFTER),
}
"""What a tombstone holds beside its key: nothing of what it said, nor of who read it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Standing:
    """How a notification stands, as far as its provider can change it."""

    id: UUID
    subject: SubjectRef
    type: UUID
    external_id: str
    created_at: datetime
    content: Content
    done_at: datetime | None
    retracted_at: datetime | None
    deleted_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OperationKey:
    """Which operation: on what, of which kind, by which idempotency key (empty where it can be done once)."""

    notification: UUID
    operation: str
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, and answered; ``mac`` is the keyed hash of what was sent."""

    key: OperationKey
    mac: bytes
    revision: int
    changed: bool


async def standing(tx: Tx, caller: Caller, wanted: Collection[UUID], *, hold: bool) -> dict[UUID, Standing]:
    """Return how those stand that are the caller's, by id; ``hold`` holds them."""
    by_bucket: dict[int, list[UUID]] = {}
    for one in sorted(set(wanted)):
        by_bucket.setdefault(ids.bucket_of(one), []).append(one)
    found: dict[UUID, Standing] = {}
    for bucket in sorted(by_bucket):
        mine = {"of_provider": caller.provider, "of_environment": caller.environment}
        rows = await tx.rows(
            _HELD if hold else _SEEN, of_bucket=bucket, wanted=sorted(by_bucket[bucket]), **mine
        )
        found |= {row.id: _standing(row) for row in rows}
    return found


async def earlier(tx: Tx, keys: Collection[OperationKey]) -> dict[OperationKey, Done]:
    """Return what was done under some keys before."""
    if not keys:
        return {}
    notifications = {one.notification for one in keys}
    statement = sa.select(o).where(
        o.c.bucket.in_(sorted({ids.bucket_of(one) for one in notifications})),
        o.c.notification_id.in_(sorted(notifications)),
        o.c.key.in_(sorted({one.key for one in keys})),
    )
    done = [_done(row) for row in await tx.rows(statement)]
    return {one.key: one for one in done if one.key in keys}


async def write(tx: Tx, caller: Caller, changed: Sequence[Standing]) -> None:
    """Write down how notifications stand that are held: all that stand in one statement, all that are gone in one."""
    whose = {"provider_id": caller.provider, "environment": caller.environment, "content_mac": b""}
    stand = [{**whose, **_key(one), **_said(one)} for one in changed if one.deleted_at is None]
    await tx.put(_WRITTEN, stand)
    emptied = {**EMPTIED, "appointment": None, "delete_at": clock.now() + timedelta(seconds=KEPT_AFTER)}
    gone = [
        {**whose, **_key(one), **emptied, "deleted_at": one.deleted_at}
        for one in changed
        if one.deleted_at is not None
    ]
    await tx.put(_GONE, gone)


async def record(tx: Tx, done: Sequence[Done]) -> None:
    """Keep what was done, to answer the same when it is asked for again."""
    moment = clock.now()
    rows = [
        {
            "bucket": ids.bucket_of(one.key.notification),
            "notification_id": one.key.notification,
            "operation": one.key.operation,
            "key": one.key.key,
            "mac": one.mac,
            "revision": one.revision,
            "changed": one.changed,
            "done_at": moment,
        }
        for one in sorted(done, key=lambda one: one.key)
    ]
    await tx.insert(o, rows)


_ROW = (
    *(n.c.id, n.c.subject_id, n.c.type_id, n.c.external_id, n.c.kind, n.c.title, n.c.text, n.c.link),
    *(n.c.deadline, n.c.appointment, n.c.group_id, n.c.brand, n.c.valid_from, n.c.expires_at, n.c.delete_at),
    *(n.c.version, n.c.created_at, n.c.done_at, n.c.retracted_at, n.c.deleted_at, n.c.revision),
)
_OWN = (
    n.c.bucket == sa.bindparam("of_bucket"),
    n.c.provider_id == sa.bindparam("of_provider"),
    n.c.environment == sa.bindparam("of_environment"),
)
_SEEN = sa.select(*_ROW).where(*_OWN, n.c.id.in_(sa.bindparam("wanted", expanding=True))).order_by(n.c.id)
_HELD = _SEEN.with_for_update()
_CHANGES = (
    *("title", "text", "link", "deadline", "appointment", "group_id", "brand", "expires_at", "delete_at"),
    *("version", "done_at", "retracted_at", "revision"),
)


def _writing(*columns: str) -> sa.Insert:
    """Make the statement that writes columns of many rows that are there, each with values of its own.

    An UPDATE does that row by row only, where buckets lie on several shards.
    """
    new = insert(n)
    written = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=("bucket", "id"), set_=written).returning(n.c.id)


_WRITTEN = _writing(*_CHANGES)
_GONE = _writing(*EMPTIED, "retracted_at", "deleted_at", "revision")


def _key(one: Standing) -> dict[str, Any]:
    """Return what never changes of a row, and what an operation of any kind may."""
    return {
        "bucket": one.subject.bucket,
        "id": one.id,
        "subject_id": one.subject.id,
        "type_id": one.type,
        "external_id": one.external_id,
        "created_at": one.created_at,
        "retracted_at": one.retracted_at,
        "revision": one.revision,
    }


def _said(one: Standing) -> dict[str, Any]:
    content = one.content
    return {
        "title": texts_as_json(content.title),
        "text": texts_as_json(content.text),
        "link": content.link,
        "deadline": content.deadline,
        "appointment": None if content.appointment is None else msgspec.to_builtins(content.appointment),
        "group_id": content.group_id,
        "brand": content.brand,
        "expires_at": content.expires_at,
        "delete_at": content.delete_at,
        "version": content.version,
        "done_at": one.done_at,
    }


def _standing(row: sa.Row[Any]) -> Standing:
    return Standing(
        id=row.id,
        subject=SubjectRef(row.subject_id),
        type=row.type_id,
        external_id=row.external_id,
        created_at=row.created_at,
        content=_content(row),
        done_at=row.done_at,
        retracted_at=row.retracted_at,
        deleted_at=row.deleted_at,
        revision=row.revision,
    )


def _content(row: sa.Row[Any]) -> Content:
    return Content(
        kind=Kind(row.kind),
        title=texts_from_json(row.title),
        text=texts_from_json(row.text),
        link=row.link,
        deadline=row.deadline,
        appointment=None if row.appointment is None else msgspec.convert(row.appointment, Appointment),
        group_id=row.group_id,
        brand=row.brand,
        valid_from=row.valid_from,
        expires_at=row.expires_at,
        delete_at=row.delete_at,
        version=row.version,
    )


def _done(row: sa.Row[Any]) -> Done:
    key = OperationKey(notification=row.notification_id, operation=row.operation, key=bytes(row.key))
    return Done(key=key, mac=bytes(row.mac), revision=row.revision, changed=row.changed)
