"""From a subject to its number: a source is told about whom it is asked."""

from alembic import op

revision = "directory_0003"
down_revision = "directory_0002"


def upgrade() -> None:
    """Create the index."""
    op.create_index("subject_number_of_subject", "subject_number", ["bucket", "subject_id"])
