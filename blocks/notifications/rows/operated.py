"""What a provider does with what it registered: how its notifications stand, and what it did with them before.

A notification that is held waits for nobody else until the transaction ends. Holding is one statement a bucket, in
the order of buckets and ids, so that two bulk calls wait for each other rather than deadlock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

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
    """Write down how notifications stand that are held."""
    for one in changed:
        if one.deleted_at is None:
            await tx.run(_WRITTEN, **_where(caller, one), **_values(one))
        else:
            ends = {"new_retracted_at": one.retracted_at, "new_deleted_at": one.deleted_at}
            await tx.run(_GONE, **_where(caller, one), **ends, new_revision=one.revision)


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
    *(n.c.title, n.c.text, n.c.link, n.c.deadline, n.c.group_id, n.c.brand, n.c.expires_at, n.c.delete_at),
    *(n.c.version, n.c.done_at, n.c.retracted_at, n.c.revision),
)
_ONE = sa.update(n).where(*_OWN, n.c.id == sa.bindparam("of_id"))


def _new(*columns: sa.Column[Any]) -> dict[str, sa.BindParameter[Any]]:
    return {one.name: sa.bindparam(f"new_{one.name}", type_=one.type) for one in columns}


_APPOINTMENT = sa.bindparam("new_appointment", type_=sa.JSON(none_as_null=True))
_WRITTEN = _ONE.values(appointment=_APPOINTMENT, **_new(*_CHANGES))
_GONE = _ONE.values({**EMPTIED, **_new(n.c.retracted_at, n.c.deleted_at, n.c.revision)})


def _where(caller: Caller, one: Standing) -> dict[str, Any]:
    whose = {"of_provider": caller.provider, "of_environment": caller.environment}
    return {"of_bucket": one.subject.bucket, "of_id": one.id, **whose}


def _values(one: Standing) -> dict[str, Any]:
    content = one.content
    appointment = None if content.appointment is None else msgspec.to_builtins(content.appointment)
    return {
        "new_title": texts_as_json(content.title),
        "new_text": texts_as_json(content.text),
        "new_link": content.link,
        "new_deadline": content.deadline,
        "new_appointment": appointment,
        "new_group_id": content.group_id,
        "new_brand": content.brand,
        "new_expires_at": content.expires_at,
        "new_delete_at": content.delete_at,
        "new_version": content.version,
        "new_done_at": one.done_at,
        "new_retracted_at": one.retracted_at,
        "new_revision": one.revision,
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
