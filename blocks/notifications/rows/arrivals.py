"""What comes in: stored once by its natural key, however often and by however many it is sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import FIRST, INBOX, Arrival, DeliveryState, Key
from blocks.notifications.rows.tables import delivery_table, notification_table as n
from profile_core.contract import Caller, Tx, texts_as_json


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Held:
    """What has a key: its id, the keyed hash of its content, and whether it is a tombstone by now.

    Of one that is ``live`` the content lies with its provider.
    """

    id: UUID
    mac: bytes
    deleted: bool
    live: bool
    announced: bool


async def add(
    tx: Tx, caller: Caller, arrivals: Sequence[Arrival], moment: datetime, *, live: bool = False
) -> set[UUID]:
    """Store those whose key is free; return the ids of these. Each wants a line for the inbox.

    They go in by natural key, so that two bulk calls with the same keys wait for each other. What is ``live`` lies
    with its provider.
    """
    by_key = sorted(arrivals, key=_in_order)
    same = {"provider_id": caller.provider, "environment": caller.environment, "revision": 1}
    same |= {"live": True} if live else {}
    rows = [_notification(arrival, moment) for arrival in by_key]
    return await tx.insert_new(n, rows, same=same)


async def fill(tx: Tx, caller: Caller, arrivals: Sequence[Arrival], moment: datetime) -> set[UUID]:
    """Store what notifications say that lay with their provider until now; return the ids of these.

    What their citizens did with them stays, and so does when they were created.
    """
    same = {"provider_id": caller.provider, "environment": caller.environment, "revision": 1, "live": False}
    rows = [{**_notification(one, moment), **same} for one in sorted(arrivals, key=_in_order)]
    return {row.id for row in await tx.put(_FILL, rows)}


def adding_lines(
    tx: Tx, caller: Caller, new: Sequence[Arrival], moment: datetime
) -> Callable[[], Awaitable[object]]:
    """Make ready to store the lines for the inbox of what is new; call what comes back to do it."""
    same = {
        "channel": INBOX,
        "occasion": FIRST,
        "provider_id": caller.provider,
        "environment": caller.environment,
        "state": DeliveryState.ACCEPTED,
        "created_at": moment,
        "changed_at": moment,
    }
    rows = [
        {"bucket": one.key.bucket, "notification_id": one.id, "subject_id": one.key.subject} for one in new
    ]
    return tx.inserting(delivery_table, rows, same=same)


async def known(tx: Tx, caller: Caller, keys: Sequence[Key]) -> dict[Key, Held]:
    """Return what has the caller's keys already."""
    if not keys:
        return {}
    natural_key = sa.tuple_(n.c.subject_id, n.c.type_id, n.c.external_id)
    columns = (n.c.bucket, n.c.subject_id, n.c.type_id, n.c.external_id)
    statement = sa.select(*columns, n.c.id, n.c.content_mac, *_STANDS).where(
        n.c.bucket.in_(sorted({key.bucket for key in keys})),
        natural_key.in_([(key.subject, key.type, key.external_id) for key in sorted(set(keys))]),
        n.c.provider_id == caller.provider,
        n.c.environment == caller.environment,
    )
    return {_key(row): _held(row) for row in await tx.rows(statement)}


_STANDS = (n.c.deleted_at, n.c.live, n.c.announced_at)
_NEW = insert(n)
_SAID = (
    *("title", "text", "link", "deadline", "appointment", "group_id", "brand", "valid_from", "expires_at"),
    *("delete_at", "version", "content_mac", "live"),
)
_FILL = _NEW.on_conflict_do_update(
    index_elements=("bucket", "id"), set_={name: _NEW.excluded[name] for name in _SAID}, where=n.c.live
).returning(n.c.id)


def _in_order(arrival: Arrival) -> tuple[int, int, int, str]:
    """Return what keys are compared by, as numbers: comparing ids themselves costs more than storing them."""
    key = arrival.key
    return key.bucket, key.subject.int, key.type.int, key.external_id


def _notification(arrival: Arrival, moment: datetime) -> dict[str, Any]:
    content = arrival.content
    return {
        "bucket": arrival.key.bucket,
        "id": arrival.id,
        "subject_id": arrival.key.subject,
        "type_id": arrival.key.type,
        "external_id": arrival.key.external_id,
        "content_mac": arrival.mac,
        "title": texts_as_json(content.title),
        "text": texts_as_json(content.text),
        "kind": content.kind,
        "delete_at": content.delete_at,
        "link": content.link,
        "deadline": content.deadline,
        "appointment": content.appointment and msgspec.to_builtins(content.appointment),
        "group_id": content.group_id,
        "brand": content.brand,
        "valid_from": content.valid_from,
        "expires_at": content.expires_at,
        "version": content.version,
        "created_at": content.created_at or moment,
    }


def _key(row: sa.Row[Any]) -> Key:
    return Key(bucket=row.bucket, subject=row.subject_id, type=row.type_id, external_id=row.external_id)


def _held(row: sa.Row[Any]) -> Held:
    return Held(
        id=row.id,
        mac=bytes(row.content_mac),
        deleted=row.deleted_at is not None,
        live=row.live,
        announced=row.announced_at is not None,
    )
