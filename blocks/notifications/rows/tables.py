"""The block's tables. A type is nobody's own; notifications and deliveries lie in the bucket of their subject."""

import sqlalchemy as sa

from profile_core.contract import UtcDateTime, subject_table

metadata = sa.MetaData()

type_table = sa.Table(
    "notification_type",
    metadata,
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

notification_table = subject_table(
    "notification",
    metadata,
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
"""``announced_at`` is when it came into the inbox; before that no citizen sees it. ``read_by`` is the citizen
who read it: an organisation's notifications are read by all who hold the role."""

_n = notification_table.c
_newest_first = (_n.bucket, _n.subject_id, _n.created_at.desc(), _n.id.desc())
sa.Index("notification_of_subject", *_newest_first)
sa.Index(
    "notification_unread",
    *_newest_first,
    postgresql_where=_n.read_at.is_(None),
    sqlite_where=_n.read_at.is_(None),
)
sa.Index("notification_of_provider", _n.provider_id, _n.environment, _n.created_at.desc(), _n.id.desc())

delivery_table = subject_table(
    "notification_delivery",
    metadata,
    sa.Column("notification_id", sa.Uuid, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    key=("notification_id", "channel"),
)

_d = delivery_table.c
sa.Index(
    "notification_delivery_of_provider",
    _d.provider_id,
    _d.environment,
    _d.created_at.desc(),
    _d.notification_id.desc(),
)
