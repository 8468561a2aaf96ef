"""Modes of types; notifications that lie with their providers; keys that compare as bytes do."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0003"
down_revision = "notifications_0002"


def upgrade() -> None:
    """Add columns. Where a list is merged from several sources, ties are in the order of keys as UTF-8 bytes.

    SQLite compares so already.
    """
    for column in (
        sa.Column("mode", sa.Text, nullable=False, server_default="PUSH"),
        sa.Column("source", sa.Text, nullable=True),
        sa.Column("asks", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("former", sa.JSON, nullable=True),
    ):
        op.add_column("notification_type", column)
    asks = sa.text("asks")
    op.create_index(
        "notification_type_asking", "notification_type", ["asks"], postgresql_where=asks, sqlite_where=asks
    )
    op.add_column("notification", sa.Column("live", sa.Boolean, nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("notification", "external_id", type_=sa.Text(collation="C"))
        op.alter_column("notification_type", "code", type_=sa.Text(collation="C"))
