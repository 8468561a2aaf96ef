"""Types, notifications and how far each is on each channel."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "notifications_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "notification_type",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("name", sa.JSON, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("provider_id", "environment", "code"),
    )
    _notification()
    _delivery()


def _notification() -> None:
    create_subject_table(
        "notification",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("type_id", sa.Uuid, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("content_mac", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.JSON, nullable=False),
        sa.Column("text", sa.JSON, nullable=False),
        sa.Column("link", sa.Text, nullable=True),
        sa.Column("deadline", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("announced_at", UtcDateTime, nullable=True),
        sa.Column("read_at", UtcDateTime, nullable=True),
        sa.Column("read_by", sa.Uuid, nullable=True),
        sa.UniqueConstraint("bucket", "subject_id", "type_id", "external_id"),
    )
    newest_first = ["bucket", "subject_id", sa.text("created_at DESC"), sa.text("id DESC")]
    unread = sa.text("read_at IS NULL")
    op.create_index("notification_of_subject", "notification", newest_first)
    op.create_index(
        "notification_unread", "notification", newest_first, postgresql_where=unread, sqlite_where=unread
    )
    op.create_index(
        "notification_of_provider",
        "notification",
        ["provider_id", "environment", sa.text("created_at DESC"), sa.text("id DESC")],
    )


def _delivery() -> None:
    create_subject_table(
        "notification_delivery",
        sa.Column("notification_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        key=("notification_id", "channel"),
    )
    op.create_index(
        "notification_delivery_of_provider",
        "notification_delivery",
        ["provider_id", "environment", sa.text("created_at DESC"), sa.text("notification_id DESC")],
    )
