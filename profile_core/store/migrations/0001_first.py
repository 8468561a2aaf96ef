"""Facts, handovers, what is used once, the schedule."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.ops import create_subject_table
from profile_core.store.tables import UtcDateTime

revision = "store_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    create_subject_table(
        "fact",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
    )
    create_subject_table(
        "handover",
        sa.Column("fact_id", sa.Uuid, nullable=False),
        sa.Column("listener", sa.Text, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("lease_owner", sa.Uuid, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
        key=("fact_id", "listener"),
    )
    op.create_index("handover_due", "handover", ["listener", "due_at", "bucket"])
    op.create_table(
        "used_once",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_used_once_expires_at", "used_once", ["expires_at"])
    op.create_table(
        "schedule",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("lease_owner", sa.Uuid, nullable=True),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
    )
