"""The block's tables. A type is nobody's own; notifications and deliveries lie in the bucket of their subject."""

import sqlalchemy as sa

from profile_core.contract import UtcDateTime, subject_table

metadata = sa.MetaData()
_Key = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
"""A provider's own key: compared by its UTF-8 bytes, as its source sorts (docs/source-api/order.md)."""

type_table = sa.Table(
    "notification_type",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("code", _Key, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("name", sa.JSON, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("definition", sa.JSON, nullable=True),
    sa.Column("draft", sa.JSON, nullable=True),
    sa.Column("in_force", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("published", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column("rejected_for", sa.Text, nullable=True),
    sa.Column("changed_at", UtcDateTime, nullable=True),
    sa.Column("notice", sa.Text, nullable=True),
    sa.Column("mode", sa.Text, nullable=False, server_default="PUSH"),
    sa.Column("source", sa.Text, nullable=True),
    sa.Column("asks", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("former", sa.JSON(none_as_null=True), nullable=True),
    sa.UniqueConstraint("provider_id", "environment", "code"),
    sa.Index("notification_type_of_notice", "provider_id", "environment", "notice"),
)
"""``definition`` is what is in force (NULL where only the plain columns were known), ``draft`` what the provider
wrote since and nobody approved yet. ``former`` are the doors of modes that it had; ``asks`` says that one of all its
doors is live."""
_asks = type_table.c.asks
sa.Index("notification_type_asking", _asks, postgresql_where=_asks, sqlite_where=_asks)

notification_table = subject_table(
    "notification",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("type_id", sa.Uuid, nullable=False),
    sa.Column("external_id", _Key, nullable=False),
    sa.Column("content_mac", sa.LargeBinary, nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("text", sa.JSON, nullable=False),
    sa.Column("link", sa.Text, nullable=True),
    sa.Column("deadline", UtcDateTime, nullable=True),
    sa.Column("kind", sa.Text, nullable=False, server_default="MESSAGE"),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("announced_at", UtcDateTime, nullable=True),
    sa.Column("read_at", UtcDateTime, nullable=True),
    sa.Column("read_by", sa.Uuid, nullable=True),
    sa.Column("archived_at", UtcDateTime, nullable=True),
    sa.Column("done_at", UtcDateTime, nullable=True),
    sa.Column("done_by", sa.Uuid, nullable=True),
    sa.Column("appointment", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("group_id", sa.Text, nullable=True),
    sa.Column("brand", sa.Text, nullable=True),
    sa.Column("valid_from", UtcDateTime, nullable=True),
    sa.Column("expires_at", UtcDateTime, nullable=True),
    sa.Column("delete_at", UtcDateTime, nullable=True),
    sa.Column("retracted_at", UtcDateTime, nullable=True),
    sa.Column("deleted_at", UtcDateTime, nullable=True),
    sa.Column("version", sa.BigInteger, nullable=True),
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column("live", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("bucket", "subject_id", "type_id", "external_id"),
)
"""``announced_at`` is when it came into the inbox; before that no citizen sees it. ``read_by`` is the citizen
who read it: an organisation's notifications are read by all who hold the role. ``kind`` is that of its type, kept
here so that what there is to do is found by an index. A row that was deleted stays as a
tombstone without content, so that its key cannot return; its ``delete_at`` is when what is left of its deliveries
goes. Done by NULL at ``done_at`` is done by the provider. Of one that is ``live`` we hold what its citizen did with it,
and what its provider announced: what it says lies with the provider."""

_n = notification_table.c
_newest_first = (_n.bucket, _n.subject_id, _n.created_at.desc(), _n.id.desc())
sa.Index("notification_of_subject", *_newest_first)
_stands = "retracted_at IS NULL AND deleted_at IS NULL"
_unread = sa.text(f"read_at IS NULL AND archived_at IS NULL AND {_stands}")
_ahead = sa.text(f"kind <> 'MESSAGE' AND done_at IS NULL AND archived_at IS NULL AND {_stands}")
_archived = sa.text(f"archived_at IS NOT NULL AND {_stands}")
sa.Index("notification_unread", *_newest_first, postgresql_where=_unread, sqlite_where=_unread)
sa.Index("notification_ahead", *_newest_first, postgresql_where=_ahead, sqlite_where=_ahead)
sa.Index("notification_archived", *_newest_first, postgresql_where=_archived, sqlite_where=_archived)
sa.Index("notification_of_provider", _n.provider_id, _n.environment, _n.created_at.desc(), _n.id.desc())
_grouped, _kept = sa.text("group_id IS NOT NULL"), sa.text("delete_at IS NOT NULL")
_group = (_n.provider_id, _n.environment, _n.group_id)
sa.Index("notification_of_group", *_group, postgresql_where=_grouped, sqlite_where=_grouped)
sa.Index("notification_kept_until", _n.delete_at, _n.bucket, postgresql_where=_kept, sqlite_where=_kept)

delivery_table = subject_table(
    "delivery",
    metadata,
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
"""``call_id`` is the call of outbound that carries it; while that is leased the delivery is being sent."""

_d = delivery_table.c
sa.Index(
    "delivery_of_provider",
    _d.provider_id,
    _d.environment,
    _d.created_at.desc(),
    _d.notification_id.desc(),
)
_waits = _d.state == "SCHEDULED"
sa.Index("delivery_waiting", _d.bucket, _d.call_id, postgresql_where=_waits, sqlite_where=_waits)
_failed = _d.state == "FAILED"
sa.Index("delivery_failed", _d.bucket, _d.call_id, postgresql_where=_failed, sqlite_where=_failed)
sa.Index(
    "delivery_scheduled",
    _d.due_at,
    _d.bucket,
    postgresql_where=_d.state == "SCHEDULED",
    sqlite_where=_d.state == "SCHEDULED",
)

operation_table = subject_table(
    "notification_operation",
    metadata,
    sa.Column("notification_id", sa.Uuid, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("key", sa.LargeBinary, nullable=False),
    sa.Column("mac", sa.LargeBinary, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("changed", sa.Boolean, nullable=False),
    sa.Column("done_at", UtcDateTime, nullable=False),
    sa.Index("notification_operation_done", "done_at", "bucket"),
    key=("notification_id", "operation", "key"),
)
"""What a provider did with a notification, by its idempotency key; ``revision`` and ``changed`` are what it was
answered. ``mac`` is the keyed hash of what it sent."""

address_table = subject_table(
    "notification_address",
    metadata,
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
"""Where a subject can be reached outside: an e-mail address, a browser's push subscription. Sealed, never in the
clear; ``mac`` knows the same one again. ``failed_at`` is since when it does not work; one with ``removed_at`` waits
only until it was told that it is used no longer."""

preference_table = subject_table(
    "notification_preference",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("type_id", sa.Uuid, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    key=("subject_id", "provider_id", "type_id", "channel"),
)
"""What a citizen wants of a channel: of all senders (``provider_id`` and ``type_id`` are the nil UUID), of one, or
of one of its types. The nearest counts."""

feed_table = sa.Table(
    "notification_feed",
    metadata,
    sa.Column("provider_id", sa.Uuid, primary_key=True),
    sa.Column("environment", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("fact", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
"""What providers are told, in an order without gaps; ``fact`` is a ``ProviderTold`` as JSON."""

feed_end_table = sa.Table(
    "notification_feed_end",
    metadata,
    sa.Column("provider_id", sa.Uuid, primary_key=True),
    sa.Column("environment", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
"""The last position that was given; whoever gives the next holds this row until it commits."""

usage_table = sa.Table(
    "notification_usage",
    metadata,
    sa.Column("provider_id", sa.Uuid, primary_key=True),
    sa.Column("environment", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("type_id", sa.Uuid, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
"""How many deliveries of a day ended how; counted with the feed, so that nobody counts rows."""

push_key_table = sa.Table(
    "web_push_key",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)
"""The key pairs by which push services know us, sealed; the newest is the one that browsers subscribe with."""
