"""The block's tables. What a provider has of a file lies in the provider's bucket; what a participant has, in theirs."""

import sqlalchemy as sa

from profile_core.contract import UtcDateTime, subject_table

metadata = sa.MetaData()
_Key = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
"""A provider's own key: compared by its UTF-8 bytes, as its source sorts (docs/source-api/order.md)."""
_Maybe = sa.JSON(none_as_null=True)

phase_table = sa.Table(
    "file_status_phase",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("phase", sa.JSON, nullable=False),
    sa.Column("loaded_at", UtcDateTime, nullable=False),
)
"""The phases that an operator loaded, in the order of ``place``; without any, those that come with the block hold."""

file_table = subject_table(
    "file_status_file",
    metadata,
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("external_id", _Key, nullable=False),
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
"""A file as its provider knows it, in the provider's bucket. ``stamps`` are those of what counts of each part. One
that was deleted stays as a tombstone, so that its key cannot return."""
_f = file_table.c
sa.Index(
    "file_status_file_listed",
    *(_f.bucket, _f.provider_id, _f.environment, _f.changed_at.desc(), _f.id.desc()),
)

party_table = subject_table(
    "file_status_party",
    metadata,
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("copy_id", sa.Uuid, nullable=False),
    sa.Column("relations", sa.JSON, nullable=False),
    sa.Column("right", sa.Text, nullable=False),
    key=("file_id", "subject_id"),
)
"""Whom a file concerns, in the provider's bucket: whoever has a copy, and nobody else."""

copy_table = subject_table(
    "file_status_copy",
    metadata,
    sa.Column("file_id", sa.Uuid, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("external_id", _Key, nullable=False),
    sa.Column("relations", sa.JSON, nullable=False),
    sa.Column("right", sa.Text, nullable=False),
    sa.Column("stamps", sa.JSON, nullable=False),
    sa.Column("stamp_at", sa.BigInteger, nullable=False),
    sa.Column("stamp_digest", sa.Text, nullable=False),
    sa.Column("about", sa.JSON, nullable=False),
    sa.Column("status", sa.JSON, nullable=False),
    sa.Column("next_step", _Maybe, nullable=True),
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
"""What a participant has of a file, in the participant's bucket: what it is, and where it is now. ``changed_at`` is
since when it has its status; ``phase``, ``must_act``, ``deadline`` and ``created_at`` stand in it a second time, so
that lists are found by an index."""
_c = copy_table.c
sa.Index(
    "file_status_copy_listed",
    *(_c.bucket, _c.subject_id, _c.must_act.desc(), _c.created_at.desc()),
    *(_c.provider_id.desc(), _c.external_id.desc()),
)

mode_table = sa.Table(
    "file_status_mode",
    metadata,
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=True),
    sa.Column("former", sa.JSON, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.PrimaryKeyConstraint("provider_id", "environment"),
)
"""By which mode a provider's files come in; one that chose none pushes. ``former`` are the doors of modes it had."""

seen_table = subject_table(
    "file_status_seen",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("external_id", _Key, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("announced", sa.BigInteger, nullable=True),
    sa.UniqueConstraint("bucket", "subject_id", "provider_id", "environment", "external_id"),
)
"""Files that lie with their provider and were shown or announced once: by this id their page is opened. Of what they
say we keep nothing; ``announced`` is the stamp of the last status of which the citizen was told. A file that is pushed or fed later has the id under which it was seen."""

event_table = subject_table(
    "file_status_event",
    metadata,
    sa.Column("copy_id", sa.Uuid, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.JSON, nullable=False),
    sa.Index("file_status_event_of_subject", "bucket", "subject_id", "copy_id", "at", "digest"),
    key=("copy_id", "at", "digest"),
)
"""The history of a file, for each participant: it is only added to. ``at`` and ``digest`` are the stamp."""
