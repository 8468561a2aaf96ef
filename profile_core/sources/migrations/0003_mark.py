"""Where a feed was before, so that one that leads back there is seen."""

import sqlalchemy as sa
from alembic import op

revision = "sources_0003"
down_revision = "sources_0002"


def upgrade() -> None:
    """Add columns; a feed that is followed already counts from here."""
    op.add_column("source_feed", sa.Column("mark", sa.Text, nullable=True))
    op.add_column("source_feed", sa.Column("pages", sa.Integer, nullable=False, server_default="0"))
