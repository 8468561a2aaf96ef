"""Statements on what a citizen agreed to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.contract import SubjectRef, Tx
from sso.tables import consent_table as t


async def scopes_of(tx: Tx, subject: SubjectRef, client_id: str) -> frozenset[str]:
    """Return the scopes that a citizen agreed to for a client."""
    found = await tx.value(sa.select(t.c.scopes).where(*_agreed(subject, client_id)))
    return frozenset((found or "").split())


async def add(tx: Tx, subject: SubjectRef, client_id: str, *, scopes: frozenset[str], at: datetime) -> None:
    """Remember that a citizen agreed to scopes for a client, beside those from before."""
    together = " ".join(sorted(scopes | await scopes_of(tx, subject, client_id)))
    whose = {"bucket": subject.bucket, "subject_id": subject.id, "client_id": client_id}
    statement = insert(t).values({**whose, "scopes": together, "given_at": at})
    fresh = {name: statement.excluded[name] for name in ("scopes", "given_at")}
    await tx.run(
        statement.on_conflict_do_update(index_elements=["bucket", "subject_id", "client_id"], set_=fresh)
    )


def _agreed(subject: SubjectRef, client_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return t.c.bucket == subject.bucket, t.c.subject_id == subject.id, t.c.client_id == client_id
