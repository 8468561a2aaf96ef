"""The header's one table: what each site has chosen. It is of websites, and holds nobody's things."""

import sqlalchemy as sa

from profile_core.contract import UtcDateTime

metadata = sa.MetaData()

configuration_table = sa.Table(
    "header_configuration",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("provider_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False, unique=True),
    sa.Column("blocks", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("flemish", sa.Text, nullable=True),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
"""The provider is part of the key: an origin that becomes another body's does not bring along what the former chose.
``blocks`` is null where all are shown; ``flemish`` is JSON as a text, compared letter by letter."""
