"""Web push: the keys by which push services know us, and a subject's browsers among its addresses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.rows.addresses import PURPOSE, name_of
from blocks.notifications.rows.tables import address_table as a, push_key_table as k
from profile_core.contract import Keyring, SubjectRef, Tx, clock, ids

WEB_PUSH = "web_push"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StoredKey:
    """A key pair as it is stored."""

    id: UUID
    sealed: bytes
    created_at: datetime


async def keys(tx: Tx) -> list[StoredKey]:
    """Return all key pairs, the newest first."""
    rows = await tx.rows(sa.select(k).order_by(k.c.created_at.desc(), k.c.id.desc()))
    return [StoredKey(id=row.id, sealed=row.sealed, created_at=row.created_at) for row in rows]


async def add_key(tx: Tx, key: UUID, sealed: bytes) -> None:
    """Write a key pair down."""
    await tx.insert(k, [{"id": key, "sealed": sealed, "created_at": clock.now()}])


async def put_key(tx: Tx, key: UUID, sealed: bytes) -> None:
    """Store a key pair as it is sealed now."""
    await tx.run(sa.update(k).where(k.c.id == key).values(sealed=sealed))


async def put(tx: Tx, keyring: Keyring, subject: SubjectRef, subscription: str, language: str) -> UUID:
    """Write a browser down, once by its subscription; return the id of the one that is there.

    It is verified by being there: the browser that asked is the one that is reached.
    """
    moment = clock.now()
    row = {
        "bucket": subject.bucket,
        "id": ids.new_id(subject.bucket),
        "subject_id": subject.id,
        "channel": WEB_PUSH,
        "sealed": keyring.seal(PURPOSE, subscription.encode(), bound_to=subject.id.bytes),
        "mac": keyring.mac(PURPOSE, name_of(WEB_PUSH, subscription)),
        "language": language,
        "verified_at": moment,
        "created_at": moment,
    }
    new = insert(a).values(row)
    key = ("bucket", "subject_id", "channel", "mac")
    return await tx.value(
        new.on_conflict_do_update(index_elements=key, set_={"language": new.excluded.language}).returning(
            a.c.id
        )
    )


async def remove(tx: Tx, subject: SubjectRef, browser: UUID) -> bool:
    """Forget a browser; False when the subject has none with this id."""
    mine = (a.c.bucket == subject.bucket, a.c.subject_id == subject.id, a.c.channel == WEB_PUSH)
    return await tx.run(sa.delete(a).where(*mine, a.c.id == browser)) == 1
