"""What migrations call beside alembic's own operations: create a table that holds somebody's things."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from profile_core.store.migrate import Layout
from profile_core.store.tables import subject_parts

PARTITIONS = 8


def create_subject_table(name: str, *parts: sa.schema.SchemaItem, key: Sequence[str] = ("id",)) -> None:
    """Create a subject table; where the deployment asks for it, hash-partitioned by bucket (PostgreSQL)."""
    context = op.get_context()
    table = (name, *subject_parts(parts, key))
    if context.opts["layout"] is not Layout.PARTITIONED or context.dialect.name != "postgresql":
        op.create_table(*table)
        return
    op.create_table(*table, postgresql_partition_by="HASH (bucket)")
    for part in range(PARTITIONS):
        op.execute(
            f"CREATE TABLE {name}_p{part} PARTITION OF {name} "
            f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
        )
