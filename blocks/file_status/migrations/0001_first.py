"""Files, whom they concern, what each of these has of them, and phases."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "file_status_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables; keys compare as UTF-8 bytes, which SQLite does of itself."""
    postgres = op.get_bind().dialect.name == "postgresql"
    key = sa.Text(collation="C") if postgres else sa.Text()
    op.create_table(
        "file_status_phase",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("phase", sa.JSON, nullable=False),
        sa.Column("loaded_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "file_status_mode",
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=True),
        sa.Column("former", sa.JSON, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "environment"),
    )
    _of_providers(key)
    _copy(key)
    _seen(key)
    _event()


def _of_providers(key: sa.Text) -> None:
    create_subject_table(
        "file_status_file",
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("external_id", key, nullable=False),
        sa.Column("ordering", sa.Text, nullable=False),
        sa.Column("stamps", sa.JSON, nullable=False),
        sa.Column("status_at", sa.BigInteger, nullable=False),
        sa.Column("status_digest", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("bucket", "provider_id", "environment", "external_id"),
    )
    op.create_index(
        "file_status_file_listed",
        "file_status_file",
        ["bucket", "provider_id", "environment", sa.text("changed_at DESC"), sa.text("id DESC")],
    )
    create_subject_table(
        "file_status_party",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("copy_id", sa.Uuid, nullable=False),
        sa.Column("relations", sa.JSON, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        key=("file_id", "subject_id"),
    )


def _copy(key: sa.Text) -> None:
    create_subject_table(
        "file_status_copy",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("external_id", key, nullable=False),
        sa.Column("relations", sa.JSON, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("stamps", sa.JSON, nullable=False),
        sa.Column("stamp_at", sa.BigInteger, nullable=False),
        sa.Column("stamp_digest", sa.Text, nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("status", sa.JSON, nullable=False),
        sa.Column("next_step", sa.JSON, nullable=True),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("must_act", sa.Boolean, nullable=False),
        sa.Column("deadline", UtcDateTime, nullable=True),
        sa.Column("target_date", sa.Date, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("bucket", "subject_id", "provider_id", "environment", "external_id"),
    )
    descending = ("must_act", "created_at", "provider_id", "external_id")
    op.create_index(
        "file_status_copy_listed",
        "file_status_copy",
        ["bucket", "subject_id", *(sa.text(f"{column} DESC") for column in descending)],
    )


def _seen(key: sa.Text) -> None:
    create_subject_table(
        "file_status_seen",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("external_id", key, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("announced", sa.BigInteger, nullable=True),
        sa.UniqueConstraint("bucket", "subject_id", "provider_id", "environment", "external_id"),
    )


def _event() -> None:
    create_subject_table(
        "file_status_event",
        sa.Column("copy_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("status", sa.JSON, nullable=False),
        key=("copy_id", "at", "digest"),
    )
    op.create_index(
        "file_status_event_of_subject",
        "file_status_event",
        ["bucket", "subject_id", "copy_id", "at", "digest"],
    )
