"""Databases of both kinds that really write to disk, for what is measured on both."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import migrate
from tests.databases import postgres_programs, running


@contextmanager
def databases(name: str) -> Iterator[dict[str, str]]:
    """Give the address of a migrated database of each kind, by the name of the kind; ``name`` is that of the file."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt install postgresql")
    with tempfile.TemporaryDirectory() as folder, running(programs, durable=True) as cluster:
        urls = {
            "SQLite": f"sqlite+aiosqlite:///{Path(folder) / name}.sqlite",
            "PostgreSQL": cluster.url(cluster.create()),
        }
        for url in urls.values():
            migrate(url)
        yield urls
