"""Audit lines."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.ops import create_subject_table
from profile_core.store.tables import UtcDateTime

revision = "audit_0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    create_subject_table(
        "audit",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("audit_of_subject", "audit", ["bucket", "subject_id", "id"])
