"""Counts of what is limited."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.tables import UtcDateTime

revision = "store_0002"
down_revision = "store_0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "limit_count",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_limit_count_ends_at", "limit_count", ["ends_at"])
