"""Sources, and their answers of a moment ago."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.ops import create_subject_table
from profile_core.store.tables import UtcDateTime

revision = "sources_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("page_size", sa.Integer, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("announces", sa.Boolean, nullable=False),
        sa.Column("away_since", UtcDateTime, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
        sa.Column("answered_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("provider_id", "environment", "code", name="source_code"),
    )
    create_subject_table(
        "source_answer",
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("block", sa.Text, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        key=("source_id", "block", "mac"),
    )
    op.create_index("source_answer_of_subject", "source_answer", ["bucket", "subject_id", "source_id"])
    op.create_index("source_answer_until", "source_answer", ["until", "bucket"])
