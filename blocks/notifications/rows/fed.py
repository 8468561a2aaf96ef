"""What comes by a source's feed: the keys of what is gone, and which feeds the types ask for."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from blocks.notifications.model import Key, Kind, NotificationType
from blocks.notifications.rows import types
from blocks.notifications.rows.operated import EMPTIED
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Caller, Tx, ids


async def bury(tx: Tx, caller: Caller, gone: Sequence[tuple[Key, Kind, datetime]], moment: datetime) -> None:
    """Keep the keys, with kind and moment of creation, of what is gone and never was here: they stay gone.

    A key that is there stays as it is.
    """
    same = {
        "provider_id": caller.provider,
        "environment": caller.environment,
        "deleted_at": moment,
        "revision": 1,
        **{name: value for name, value in EMPTIED.items() if name not in ("appointment", "delete_at")},
    }
    rows = [
        {
            "bucket": key.bucket,
            "id": ids.new_id(key.bucket),
            "subject_id": key.subject,
            "type_id": key.type,
            "external_id": key.external_id,
            "kind": kind,
            "created_at": created_at,
        }
        for key, kind, created_at in sorted(gone)
    ]
    await tx.insert_new(n, rows, same=same)


async def pulling(tx: Tx) -> list[NotificationType]:
    """Return the types in force of all providers that read from a source, or did before."""
    read = sa.or_(t.c.source.is_not(None), t.c.former.is_not(None))
    rows = await tx.rows(sa.select(t.c.id).where(t.c.in_force, read))
    return list((await types.by_id(tx, [row.id for row in rows])).values())
