"""The tables of feeds: how far each is followed, and what of it was refused."""

import sqlalchemy as sa

from profile_core.sources.tables import metadata
from profile_core.store import UtcDateTime

feed_table = sa.Table(
    "source_feed",
    metadata,
    sa.Column("source_id", sa.Uuid, primary_key=True),
    sa.Column("block", sa.Text, primary_key=True),
    sa.Column("cursor", sa.Text, nullable=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("polled_at", UtcDateTime, nullable=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("away_since", UtcDateTime, nullable=True),
    sa.Column("last_error", sa.Text, nullable=True),
    sa.Column("owner", sa.Uuid, nullable=True),
    sa.Column("lease_until", UtcDateTime, nullable=True),
    sa.Column("mark", sa.Text, nullable=True),
    sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
    sa.Index("source_feed_due", "block", "due_at"),
)
"""Feeds that are followed. ``polled_at`` is when a page was taken last, ``failures`` how often none was since.

``pages`` with changes came since the feed was at its end; ``mark`` is the cursor that some of them led to.
"""

refusal_table = sa.Table(
    "source_refusal",
    metadata,
    sa.Column("source_id", sa.Uuid, primary_key=True),
    sa.Column("block", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("source_refusal_newest", "source_id", "at"),
)
"""The last refusal of each item of a feed. It names nobody."""
