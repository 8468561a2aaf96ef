"""Who read what, when and why: a line in the transaction of the read, before the answer leaves."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from profile_core.kit import clock, ids
from profile_core.kit.acting import Acting, Caller, SubjectRef
from profile_core.store import Tx, UtcDateTime, subject_table

metadata = sa.MetaData()

audit_table = subject_table(
    "audit",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Index("audit_of_subject", "bucket", "subject_id", "id"),
)


async def record(
    tx: Tx,
    *,
    subject: SubjectRef,
    actor: Acting | Caller | str,
    action: str,
    purpose: str,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write one audit line about a subject.

    ``actor`` is a citizen, a provider's program, or the name of a part of ours (``"sso"``). ``action`` and
    ``purpose`` are stable codes; ``detail`` holds ids and codes, never a text about a person.
    """
    kind, name = _named(actor)
    line: dict[str, Any] = {
        "bucket": subject.bucket,
        "id": ids.new_id(subject.bucket),
        "subject_id": subject.id,
        "at": clock.now(),
        "actor_kind": kind,
        "actor": name,
        "action": action,
        "purpose": purpose,
        "detail": dict(detail or {}),
    }
    await tx.insert(audit_table, [line])


def _named(actor: Acting | Caller | str) -> tuple[str, str]:
    if isinstance(actor, Acting):
        return "citizen", str(actor.citizen.id)
    if isinstance(actor, Caller):
        return "provider", actor.client_id
    return "system", actor
