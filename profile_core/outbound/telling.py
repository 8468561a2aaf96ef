"""Telling: write down, in the transaction of whatever happened, what must reach somebody outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.outbound.rows import waiting
from profile_core.store import Tx, now


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
    """Write a row that a worker sends once the transaction has committed, and tries again until ``until``.

    It is not sent before ``at``, and waits in the lane of the transaction.

    ``use`` is the name of a ``Use``. The same ``key`` told twice of a subject is one row. ``payload`` holds ids
    and codes, nothing personal: what is said is made from it at each attempt. Returns the id of the call.
    """
    row: dict[str, Any] = {
        "bucket": subject.bucket,
        "id": ids.new_id(subject.bucket),
        "use": use,
        "lane": tx.lane,
        "subject_id": subject.id,
        "key": key,
        "address": address,
        "receiver": urlsplit(address).netloc.rpartition("@")[2],
        "payload": msgspec.json.encode(payload).decode(),
        "told_at": clock.now(),
        "until": until,
        "due_at": now() if at is None else at,
        "attempts": 0,
    }
    return await waiting.add(tx, row)
