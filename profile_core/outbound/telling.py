"""Telling: write down, in the transaction of whatever happened, what must reach somebody outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.outbound.rows import waiting
from profile_core.store import Tx, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What must reach somebody: by the ``Use`` that is called ``use``, not before ``at``, and until ``until``.

    The same ``key`` told twice of a subject is one. ``payload`` holds ids and codes, nothing personal: what is said
    is made from it at each attempt.
    """

    use: str
    subject: SubjectRef
    key: str
    address: str
    payload: Mapping[str, str]
    until: datetime
    at: datetime | None = None


async def tell(
    tx: Tx,
    *,
    use: str,
    subject: SubjectRef,
    key: str,
    address: str,
    payload: Mapping[str, str],
    until: datetime,
    at: datetime | None = None,
) -> UUID:
    """Write one down, as ``Told`` says it; return the id of its call."""
    told = Told(use=use, subject=subject, key=key, address=address, payload=payload, until=until, at=at)
    return (await tell_each(tx, [told]))[0]


async def tell_each(tx: Tx, told: Sequence[Told]) -> list[UUID]:
    """Write rows that a worker sends once the transaction has committed; return the ids of their calls, in order.

    They wait in the lane of the transaction.
    """
    known: dict[waiting.Key, UUID] = {}
    for soon in (True, False):
        some = {_key(one): one for one in told if (one.at is None) is soon}
        known |= await waiting.add(tx, [_row(tx, some[key]) for key in sorted(some)])
    return [known[_key(one)] for one in told]


def _key(told: Told) -> waiting.Key:
    return told.subject.bucket, told.subject.id, told.use, told.key


def _row(tx: Tx, told: Told) -> dict[str, Any]:
    return {
        "bucket": told.subject.bucket,
        "id": ids.new_id(told.subject.bucket),
        "use": told.use,
        "lane": tx.lane,
        "subject_id": told.subject.id,
        "key": told.key,
        "address": told.address,
        "receiver": urlsplit(told.address).netloc.rpartition("@")[2],
        "payload": msgspec.json.encode(told.payload).decode(),
        "told_at": clock.now(),
        "until": told.until,
        "due_at": now() if told.at is None else told.at,
        "attempts": 0,
    }
