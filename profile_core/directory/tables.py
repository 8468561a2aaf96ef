"""The directory's tables. Small ones are read by every process; those of subjects lie by bucket."""

import sqlalchemy as sa

from profile_core.store import UtcDateTime, subject_table

metadata = sa.MetaData()

provider_table = sa.Table(
    "provider",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("nis", sa.Text, nullable=True),
    sa.Column("name", sa.JSON, nullable=False),
)

supplier_table = sa.Table(
    "supplier",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
)

application_table = sa.Table(
    "application",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("provider_id", sa.Uuid, nullable=False, index=True),
    sa.Column("supplier_id", sa.Uuid, nullable=True),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("jwks", sa.JSON, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("redirect_uris", sa.JSON, nullable=False),
    sa.Column("post_logout_redirect_uris", sa.JSON, nullable=False),
    sa.Column("jwks_uri", sa.Text, nullable=False, server_default=""),
    sa.Column("backchannel_logout_uri", sa.Text, nullable=False, server_default=""),
)

site_table = sa.Table(
    "site",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("provider_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.JSON, nullable=False),
)

service_table = sa.Table(
    "service",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("provider_id", sa.Uuid, nullable=False, index=True),
    sa.Column("name", sa.JSON, nullable=False),
)

agreement_table = sa.Table(
    "agreement",
    metadata,
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

subject_rows = subject_table(
    "subject",
    metadata,
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("synthetic", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

number_table = subject_table(
    "subject_number",
    metadata,
    sa.Column("mac", sa.LargeBinary, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Index("subject_number_of_subject", "bucket", "subject_id"),
    key=("mac",),
)
"""Look-up from an identification number: ``bucket`` is the number's own, ``mac`` its HMAC, ``sealed`` its
AES-GCM ciphertext. An alias lies in its own bucket and points to the subject's id, which carries the other."""
