"""Where an application publishes its keys, and where it is told that a session ended."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0002"
down_revision = "directory_0001"


def upgrade() -> None:
    """Add the addresses; empty ones are none."""
    for name in ("jwks_uri", "backchannel_logout_uri"):
        op.add_column("application", sa.Column(name, sa.Text, nullable=False, server_default=""))
