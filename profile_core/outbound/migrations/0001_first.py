"""What must reach somebody outside."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.ops import create_subject_table
from profile_core.store.tables import UtcDateTime

revision = "outbound_0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    create_subject_table(
        "outbound_call",
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.Uuid, nullable=True),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("failure", sa.Text, nullable=True),
        sa.Column("last_status", sa.SmallInteger, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
        sa.UniqueConstraint("bucket", "subject_id", "use", "key", name="outbound_call_key"),
    )
    op.create_index("outbound_call_due", "outbound_call", ["use", "lane", "due_at", "bucket"])
    op.create_index("outbound_call_ended", "outbound_call", ["failure", "ended_at", "bucket"])
