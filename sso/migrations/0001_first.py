"""Signing keys, logins under way, sessions, what clients have of them, codes."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "sso_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sso_signing_key",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("public", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("signs_from", UtcDateTime, nullable=False),
        sa.Column("retires_at", UtcDateTime, nullable=True),
    )
    create_subject_table(
        "sso_attempt",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_index("sso_attempt_expires", "sso_attempt", ["expires_at", "bucket"])
    _create_sessions()
    create_subject_table(
        "sso_code",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("client_session_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("redirect_uri", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("redeemed_at", UtcDateTime, nullable=True),
    )
    op.create_index("sso_code_expires", "sso_code", ["expires_at", "bucket"])


def _create_sessions() -> None:
    create_subject_table(
        "sso_session",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("upstream", sa.Text, nullable=False),
        sa.Column("auth_time", UtcDateTime, nullable=False),
        sa.Column("idle_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_index("sso_session_ends", "sso_session", ["ends_at", "bucket"])
    create_subject_table(
        "sso_client_session",
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=True),
        sa.Column("role_code", sa.Text, nullable=False),
        sa.Column("role_name", sa.Text, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_index("sso_client_session_ends", "sso_client_session", ["ends_at", "bucket"])
