"""Roles on client sessions, pushed requests, refresh tokens, consent."""

import sqlalchemy as sa
from alembic import op

from profile_core.contract import UtcDateTime, create_subject_table

revision = "sso_0002"
down_revision = "sso_0001"


def upgrade() -> None:
    """Add what is new; a session from before has no role subject and no number, so its citizen logs in anew."""
    op.add_column("sso_session", sa.Column("login_at", UtcDateTime, nullable=True))
    op.add_column("sso_session", sa.Column("device", sa.Text, nullable=False, server_default=""))
    op.create_index("sso_session_of_subject", "sso_session", ["bucket", "subject_id", "ends_at"])
    op.drop_column("sso_client_session", "role_name")
    op.add_column("sso_client_session", sa.Column("subject_id", sa.Uuid, nullable=True))
    op.add_column("sso_client_session", sa.Column("role", sa.LargeBinary, nullable=True))
    op.add_column("sso_client_session", sa.Column("scopes", sa.Text, nullable=False, server_default=""))
    op.add_column("sso_client_session", sa.Column("began_at", UtcDateTime, nullable=True))
    op.add_column("sso_client_session", sa.Column("checked_at", UtcDateTime, nullable=True))
    op.create_index("sso_client_session_of_session", "sso_client_session", ["bucket", "session_id"])
    op.add_column("sso_code", sa.Column("jkt", sa.Text, nullable=False, server_default=""))
    _create_tables()


def _create_tables() -> None:
    create_subject_table(
        "sso_pushed_request",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime, nullable=True),
    )
    op.create_index("sso_pushed_request_expires", "sso_pushed_request", ["expires_at", "bucket"])
    create_subject_table(
        "sso_refresh_token",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("client_session_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("jkt", sa.Text, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime, nullable=True),
    )
    op.create_index("sso_refresh_token_expires", "sso_refresh_token", ["expires_at", "bucket"])
    create_subject_table(
        "sso_consent",
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        key=("subject_id", "client_id"),
    )
