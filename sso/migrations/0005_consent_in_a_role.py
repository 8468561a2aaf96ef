"""Consent is given in one role: what was agreed to before counts for oneself only. A logout finds codes by an index."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, ids

revision = "sso_0005"
down_revision = "sso_0004"

_KEY = ["bucket", "subject_id", "client_id", "role_code", "role_subject_id"]


def upgrade() -> None:
    """Add the role to the key. In which role somebody agreed before, nobody knows, so it is the narrowest."""
    for column in _new():
        op.add_column("sso_consent", column)
    consent = sa.Table("sso_consent", sa.MetaData(), *_old(), *_new())
    everywhere = consent.c.bucket.in_(range(ids.BUCKETS))
    op.execute(sa.update(consent).where(everywhere).values(role_subject_id=consent.c.subject_id))
    if op.get_context().dialect.name == "postgresql":  # SQLite makes the table anew, with the new key alone
        op.drop_constraint("sso_consent_pkey", "sso_consent")
    with op.batch_alter_table("sso_consent", copy_from=consent) as batch:
        batch.alter_column("role_code", server_default=None)
        batch.alter_column("role_subject_id", nullable=False)
        batch.create_primary_key("sso_consent_pkey", _KEY)
    op.create_index("sso_code_of_client_session", "sso_code", ["bucket", "client_session_id"])


def _old() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("bucket", sa.SmallInteger, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
    )


def _new() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("role_code", sa.Text, nullable=False, server_default="BUR"),
        sa.Column("role_subject_id", sa.Uuid, nullable=True),
        sa.Column("role", sa.LargeBinary, nullable=True),
    )
