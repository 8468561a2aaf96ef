"""Who takes part, and subjects."""

import sqlalchemy as sa
from alembic import op

from profile_core.store.ops import create_subject_table
from profile_core.store.tables import UtcDateTime

revision = "directory_0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("nis", sa.Text, nullable=True),
        sa.Column("name", sa.JSON, nullable=False),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "application",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("supplier_id", sa.Uuid, nullable=True),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("jwks", sa.JSON, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("redirect_uris", sa.JSON, nullable=False),
        sa.Column("post_logout_redirect_uris", sa.JSON, nullable=False),
    )
    op.create_index("ix_application_provider_id", "application", ["provider_id"])
    op.create_table(
        "site",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("name", sa.JSON, nullable=False),
    )
    op.create_index("ix_site_client_id", "site", ["client_id"])
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.JSON, nullable=False),
    )
    op.create_index("ix_service_provider_id", "service", ["provider_id"])
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("block", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("data_sets", sa.JSON, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.UniqueConstraint("provider_id", "block", "valid_from"),
    )
    create_subject_table(
        "subject",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    create_subject_table(
        "subject_number",
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        key=("mac",),
    )
