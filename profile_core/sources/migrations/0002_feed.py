"""Feeds that are followed, and what of them was refused."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.tables import UtcDateTime

revision = "sources_0002"
down_revision = "sources_0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "source_feed",
        sa.Column("source_id", sa.Uuid, primary_key=True),
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("cursor", sa.Text, nullable=True),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("polled_at", UtcDateTime, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("away_since", UtcDateTime, nullable=True),
        sa.Column("last_error", sa.Text, nullable=True),
        sa.Column("owner", sa.Uuid, nullable=True),
        sa.Column("lease_until", UtcDateTime, nullable=True),
    )
    op.create_index("source_feed_due", "source_feed", ["block", "due_at"])
    op.create_table(
        "source_refusal",
        sa.Column("source_id", sa.Uuid, primary_key=True),
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, primary_key=True),
        sa.Column("external_id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("source_refusal_newest", "source_refusal", ["source_id", "at"])
