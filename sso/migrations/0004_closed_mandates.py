"""A holder's pointer says that its mandate is closed, so that a login does not look at it any more."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime

revision = "sso_0004"
down_revision = "sso_0003"


def upgrade() -> None:
    """Add the moment; one that was closed before goes on to be looked at until it is forgotten."""
    op.add_column("sso_mandate_held", sa.Column("closed_at", UtcDateTime, nullable=True))
    op.drop_index("sso_mandate_held_of_holder", "sso_mandate_held")
    op.create_index("sso_mandate_held_of_holder", "sso_mandate_held", ["bucket", "holder_id", "closed_at"])
