"""Where providers are told things: their webhooks, and what each is for."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.tables import UtcDateTime

revision = "outbound_0003"
down_revision = "outbound_0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("provider_id", "environment", "url", name="webhook_endpoint_url"),
    )
    op.create_table(
        "webhook_use",
        sa.Column("provider_id", sa.Uuid, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("use", sa.Text, primary_key=True),
        sa.Column("endpoint_id", sa.Uuid, nullable=False),
    )
