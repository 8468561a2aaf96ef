"""Single and bulk traffic wait in lanes of their own."""

import sqlalchemy as sa
from alembic import op

revision = "store_0003"
down_revision = "store_0002"


def upgrade() -> None:
    """Add the lane; what waits by now is single, and so is what an older version writes."""
    op.add_column("handover", sa.Column("lane", sa.Text, nullable=False, server_default="single"))
    op.create_index("handover_due_in_lane", "handover", ["listener", "lane", "due_at", "bucket"])
    op.drop_index("handover_due", "handover")
