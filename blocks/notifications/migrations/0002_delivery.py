"""Deliveries by channel and occasion; what a type says; addresses, preferences, operations and the feed."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "notifications_0002"
down_revision = "notifications_0001"


def upgrade() -> None:
    """Create the tables; deliveries go over into theirs, for until now each was the first and to the inbox."""
    _types()
    _notifications()
    _deliveries()
    _of_citizens()
    _push_keys()
    _of_providers()


def _types() -> None:
    for column in (
        sa.Column("definition", sa.JSON, nullable=True),
        sa.Column("draft", sa.JSON, nullable=True),
        sa.Column("in_force", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("published", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
        sa.Column("rejected_for", sa.Text, nullable=True),
        sa.Column("changed_at", UtcDateTime, nullable=True),
        sa.Column("notice", sa.Text, nullable=True),
    ):
        op.add_column("notification_type", column)
    op.create_index(
        "notification_type_of_notice", "notification_type", ["provider_id", "environment", "notice"]
    )
    op.execute("UPDATE notification_type SET in_force = (state = 'APPROVED')")


def _notifications() -> None:
    for column in (
        sa.Column("kind", sa.Text, nullable=False, server_default="MESSAGE"),
        sa.Column("archived_at", UtcDateTime, nullable=True),
        sa.Column("done_at", UtcDateTime, nullable=True),
        sa.Column("done_by", sa.Uuid, nullable=True),
        sa.Column("appointment", sa.JSON, nullable=True),
        sa.Column("group_id", sa.Text, nullable=True),
        sa.Column("brand", sa.Text, nullable=True),
        sa.Column("valid_from", UtcDateTime, nullable=True),
        sa.Column("expires_at", UtcDateTime, nullable=True),
        sa.Column("delete_at", UtcDateTime, nullable=True),
        sa.Column("retracted_at", UtcDateTime, nullable=True),
        sa.Column("deleted_at", UtcDateTime, nullable=True),
        sa.Column("version", sa.BigInteger, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    ):
        op.add_column("notification", column)
    of_type = "SELECT t.kind FROM notification_type t WHERE t.id = notification.type_id"
    every_bucket = ", ".join(map(str, range(1024)))
    op.execute(f"UPDATE notification SET kind = ({of_type}) WHERE bucket IN ({every_bucket})")  # noqa: S608 (no value from outside)
    op.drop_index("notification_unread", "notification")
    stands = "retracted_at IS NULL AND deleted_at IS NULL"
    _newest_first("notification_unread", f"read_at IS NULL AND archived_at IS NULL AND {stands}")
    ahead = "kind <> 'MESSAGE' AND done_at IS NULL AND archived_at IS NULL"
    _newest_first("notification_ahead", f"{ahead} AND {stands}")
    _newest_first("notification_archived", f"archived_at IS NOT NULL AND {stands}")
    _where("notification_of_group", ["provider_id", "environment", "group_id"], "group_id IS NOT NULL")
    _where("notification_kept_until", ["delete_at", "bucket"], "delete_at IS NOT NULL")


def _newest_first(name: str, condition: str) -> None:
    _where(name, ["bucket", "subject_id", sa.text("created_at DESC"), sa.text("id DESC")], condition)


def _where(name: str, columns: list[str | sa.TextClause], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "notification", columns, postgresql_where=where, sqlite_where=where)


def _deliveries() -> None:
    create_subject_table(
        "delivery",
        sa.Column("notification_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("call_id", sa.Uuid, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        key=("notification_id", "channel", "occasion"),
    )
    op.create_index(
        "delivery_of_provider",
        "delivery",
        ["provider_id", "environment", sa.text("created_at DESC"), sa.text("notification_id DESC")],
    )
    waits = sa.text("state = 'SCHEDULED'")
    waiting = ["bucket", "call_id"]
    op.create_index("delivery_waiting", "delivery", waiting, postgresql_where=waits, sqlite_where=waits)
    failed = sa.text("state = 'FAILED'")
    op.create_index("delivery_failed", "delivery", waiting, postgresql_where=failed, sqlite_where=failed)
    scheduled = sa.text("state = 'SCHEDULED'")
    op.create_index(
        "delivery_scheduled",
        "delivery",
        ["due_at", "bucket"],
        postgresql_where=scheduled,
        sqlite_where=scheduled,
    )
    op.execute(
        "INSERT INTO delivery (bucket, notification_id, channel, occasion, subject_id, provider_id, environment, "
        "state, created_at, changed_at) SELECT d.bucket, d.notification_id, 'inbox', 'FIRST', n.subject_id, "
        "d.provider_id, d.environment, d.state, d.created_at, d.changed_at "
        "FROM notification_delivery d JOIN notification n ON n.bucket = d.bucket AND n.id = d.notification_id"
    )
    op.drop_table("notification_delivery")


def _of_citizens() -> None:
    create_subject_table(
        "notification_address",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("verified_at", UtcDateTime, nullable=True),
        sa.Column("code_mac", sa.LargeBinary, nullable=True),
        sa.Column("code_until", UtcDateTime, nullable=True),
        sa.Column("code_tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed_at", UtcDateTime, nullable=True),
        sa.Column("removed_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("bucket", "subject_id", "channel", "mac"),
    )
    create_subject_table(
        "notification_preference",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("type_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        key=("subject_id", "provider_id", "type_id", "channel"),
    )


def _push_keys() -> None:
    op.create_table(
        "web_push_key",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )


def _of_providers() -> None:
    create_subject_table(
        "notification_operation",
        sa.Column("notification_id", sa.Uuid, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed", sa.Boolean, nullable=False),
        sa.Column("done_at", UtcDateTime, nullable=False),
        key=("notification_id", "operation", "key"),
    )
    op.create_index("notification_operation_done", "notification_operation", ["done_at", "bucket"])
    op.create_table(
        "notification_feed",
        sa.Column("provider_id", sa.Uuid, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "notification_feed_end",
        sa.Column("provider_id", sa.Uuid, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "notification_usage",
        sa.Column("provider_id", sa.Uuid, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("type_id", sa.Uuid, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
