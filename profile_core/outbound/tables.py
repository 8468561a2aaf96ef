"""The table of what must reach somebody outside."""

import sqlalchemy as sa

from profile_core.store import UtcDateTime, subject_table

metadata = sa.MetaData()

call_table = subject_table(
    "outbound_call",
    metadata,
    sa.Column("use", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("receiver", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("told_at", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("lease_owner", sa.Uuid, nullable=True),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Column("failure", sa.Text, nullable=True),
    sa.Column("last_status", sa.SmallInteger, nullable=True),
    sa.Column("last_error", sa.Text, nullable=True),
    sa.UniqueConstraint("bucket", "subject_id", "use", "key", name="outbound_call_key"),
    sa.Index("outbound_call_due", "use", "lane", "due_at", "bucket"),
    sa.Index("outbound_call_ended", "failure", "ended_at", "bucket"),
)
"""It waits while ``due_at`` has a moment, which doubles as the end of a lease. Ended, ``due_at`` is NULL: it is
done, or ``failure`` says why not."""

stop_table = sa.Table(
    "outbound_stop",
    metadata,
    sa.Column("use", sa.Text, primary_key=True),
    sa.Column("stopped", sa.Boolean, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""The emergency stop: while a use is stopped nobody claims its calls; they wait."""

webhook_table = sa.Table(
    "webhook_endpoint",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("provider_id", "environment", "url", name="webhook_endpoint_url"),
)
"""Where a provider takes what it is told. ``sealed`` holds the secrets that sign: the newest, then former ones."""

webhook_use_table = sa.Table(
    "webhook_use",
    metadata,
    sa.Column("provider_id", sa.Uuid, primary_key=True),
    sa.Column("environment", sa.Text, primary_key=True),
    sa.Column("use", sa.Text, primary_key=True),
    sa.Column("endpoint_id", sa.Uuid, nullable=False),
)
"""What an endpoint is for: for each use a provider has one, so that nothing is told twice."""
