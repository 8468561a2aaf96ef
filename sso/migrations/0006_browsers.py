"""Which session is in which browser: what ties two tabs that log in at once, and a login whose answer got lost."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "sso_0006"
down_revision = "sso_0005"


def upgrade() -> None:
    """Create the table; a browser from before is noted at its next login."""
    create_subject_table(
        "sso_browser",
        sa.Column("session_id", sa.Uuid, nullable=True),
        sa.Column("ends_at", UtcDateTime, nullable=False),
    )
    op.create_index("sso_browser_ends", "sso_browser", ["ends_at", "bucket"])
