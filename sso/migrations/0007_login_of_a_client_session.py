"""With which login a client session was given: another that comes after it changes nothing of what its site was told."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime

revision = "sso_0007"
down_revision = "sso_0006"


def upgrade() -> None:
    """Add both columns; what was given before has them of its session, as until now."""
    op.add_column("sso_client_session", sa.Column("acr", sa.Text, nullable=True))
    op.add_column("sso_client_session", sa.Column("auth_time", UtcDateTime, nullable=True))
