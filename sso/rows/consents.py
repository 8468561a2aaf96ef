"""Statements on what a citizen agreed to, in each of their roles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.contract import SubjectRef, Tx
from sso.model import ActiveRole
from sso.tables import consent_table as t

_KEY = (t.c.bucket, t.c.subject_id, t.c.client_id, t.c.role_code, t.c.role_subject_id)


async def scopes_of(tx: Tx, citizen: SubjectRef, role: ActiveRole, client_id: str) -> frozenset[str]:
    """Return the scopes that a citizen agreed to for a client, in a role; in another one is another answer."""
    return frozenset((await tx.value(_scopes(citizen, role, client_id)) or "").split())


async def hold(tx: Tx, citizen: SubjectRef, role: ActiveRole, client_id: str) -> frozenset[str]:
    """Return the same, and let nobody withdraw it before ``tx`` ends."""
    found = await tx.value(_scopes(citizen, role, client_id).with_for_update())
    return frozenset((found or "").split())


async def add(
    tx: Tx,
    citizen: SubjectRef,
    role: ActiveRole,
    client_id: str,
    *,
    scopes: frozenset[str],
    sealed: bytes | None,
    at: datetime,
) -> None:
    """Remember that a citizen agreed to scopes for a client in a role, beside those from before."""
    together = " ".join(sorted(scopes | await hold(tx, citizen, role, client_id)))
    whose = {"bucket": citizen.bucket, "subject_id": citizen.id, "client_id": client_id}
    acts = {"role_code": role.code, "role_subject_id": role.subject.id, "role": sealed}
    statement = insert(t).values({**whose, **acts, "scopes": together, "given_at": at})
    fresh = {name: statement.excluded[name] for name in ("role", "scopes", "given_at")}
    await tx.run(statement.on_conflict_do_update(index_elements=_KEY, set_=fresh))


async def buckets(tx: Tx) -> list[int]:
    """Return the buckets in which somebody agreed to something."""
    return sorted(row.bucket for row in await tx.rows(sa.select(t.c.bucket).distinct()))


async def sealed_in(tx: Tx, bucket: int) -> Sequence[sa.Row[Any]]:
    """Return the sealed roles of one bucket with their keys, locked."""
    sealed = (t.c.bucket == bucket, t.c.role.is_not(None))
    return await tx.rows(sa.select(*_KEY, t.c.role).where(*sealed).with_for_update())


async def reseal(tx: Tx, row: sa.Row[Any], sealed: bytes) -> None:
    """Write the role of a row sealed anew."""
    key = agreed_in(SubjectRef(row.subject_id), row.client_id, row.role_code, row.role_subject_id)
    await tx.run(sa.update(t).where(*key).values(role=sealed))


def agreed_in(
    citizen: SubjectRef, client_id: str, role_code: str, role_subject: UUID
) -> tuple[sa.ColumnElement[bool], ...]:
    """Say which one row is meant."""
    whose = (t.c.bucket == citizen.bucket, t.c.subject_id == citizen.id, t.c.client_id == client_id)
    return (*whose, t.c.role_code == role_code, t.c.role_subject_id == role_subject)


def _scopes(citizen: SubjectRef, role: ActiveRole, client_id: str) -> sa.Select[tuple[str]]:
    return sa.select(t.c.scopes).where(*agreed_in(citizen, client_id, role.code, role.subject.id))
