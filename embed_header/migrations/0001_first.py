"""What each site has chosen for its header."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime

revision = "header_0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "header_configuration",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("provider_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("blocks", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("flemish", sa.Text, nullable=True),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
