"""Mandates that citizens give each other."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "sso_0003"
down_revision = "sso_0002"


def upgrade() -> None:
    """Create the mandate in its giver's bucket and, in its holder's, where it lies."""
    create_subject_table(
        "sso_mandate",
        sa.Column("giver_id", sa.Uuid, nullable=False),
        sa.Column("holder_id", sa.Uuid, nullable=False),
        sa.Column("names", sa.LargeBinary, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("accepted_at", UtcDateTime, nullable=True),
        sa.Column("closed_at", UtcDateTime, nullable=True),
        sa.Column("closed_as", sa.Text, nullable=True),
        sa.Column("forget_at", UtcDateTime, nullable=False),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("sso_mandate_forget", "sso_mandate", ["forget_at", "bucket"])
    op.create_index("sso_mandate_of_giver", "sso_mandate", ["bucket", "giver_id", "given_at"])
    op.create_index(
        "sso_mandate_open",
        "sso_mandate",
        ["bucket", "giver_id", "holder_id"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    create_subject_table(
        "sso_mandate_held",
        sa.Column("mandate_id", sa.Uuid, nullable=False),
        sa.Column("holder_id", sa.Uuid, nullable=False),
        sa.Column("forget_at", UtcDateTime, nullable=False),
        key=("mandate_id",),
    )
    op.create_index("sso_mandate_held_forget", "sso_mandate_held", ["forget_at", "bucket"])
    op.create_index("sso_mandate_held_of_holder", "sso_mandate_held", ["bucket", "holder_id"])
