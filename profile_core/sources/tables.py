"""The tables of providers' sources, and of what they answered a moment ago."""

import sqlalchemy as sa

from profile_core.store import UtcDateTime, subject_table

metadata = sa.MetaData()

source_table = sa.Table(
    "source",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("blocks", sa.JSON, nullable=False),
    sa.Column("page_size", sa.Integer, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("announces", sa.Boolean, nullable=False),
    sa.Column("away_since", UtcDateTime, nullable=True),
    sa.Column("last_error", sa.Text, nullable=True),
    sa.Column("answered_at", UtcDateTime, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("provider_id", "environment", "code", name="source_code"),
)
"""Endpoints that we ask. ``away_since`` is written when a circuit opens or closes, so that all processes know."""

answer_table = subject_table(
    "source_answer",
    metadata,
    sa.Column("source_id", sa.Uuid, nullable=False),
    sa.Column("block", sa.Text, nullable=False),
    sa.Column("mac", sa.LargeBinary, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("as_of", UtcDateTime, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Index("source_answer_of_subject", "bucket", "subject_id", "source_id"),
    sa.Index("source_answer_until", "until", "bucket"),
    key=("source_id", "block", "mac"),
)
"""Answers, sealed and bound to their key; ``mac`` is of the question. ``late`` came after its budget was over."""
