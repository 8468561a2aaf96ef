"""What may be used only once by all processes together: proofs, assertions, authorization requests."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.store.facts import metadata
from profile_core.store.tables import UtcDateTime, now
from profile_core.store.tx import Tx

used_table = sa.Table(
    "used_once",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
)

_USED = sa.select(used_table.c.digest).where(used_table.c.digest == sa.bindparam("digest_said"))
_USE = insert(used_table).on_conflict_do_nothing().returning(used_table.c.digest)


async def use(tx: Tx, kind: str, key: str, *, until: datetime) -> bool:
    """Use a key up; False when it was used before. ``until`` is when it would be refused for its age anyway."""
    digest = sha256(f"{kind}\0{key}".encode()).digest()
    return await tx.value(_USE, digest=digest, expires_at=until) is not None


async def was_used(tx: Tx, kind: str, key: str) -> bool:
    """Tell whether a key was used up."""
    digest = sha256(f"{kind}\0{key}".encode()).digest()
    return await tx.value(_USED, digest_said=digest) is not None


async def which_used(tx: Tx, kind: str, keys: Collection[str]) -> set[str]:
    """Return those keys that were used up, in one statement."""
    digests = {sha256(f"{kind}\0{key}".encode()).digest(): key for key in keys}
    statement = sa.select(used_table.c.digest).where(used_table.c.digest.in_(sorted(digests)))
    return {digests[bytes(row.digest)] for row in await tx.rows(statement)} if digests else set()


async def forget(tx: Tx) -> int:
    """Delete what is past its age; return how many."""
    return await tx.run(sa.delete(used_table).where(used_table.c.expires_at < now()))
