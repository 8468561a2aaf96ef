"""The emergency stop."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.tables import UtcDateTime

revision = "outbound_0002"
down_revision = "outbound_0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "outbound_stop",
        sa.Column("use", sa.Text, primary_key=True),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
