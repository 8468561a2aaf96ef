"""A database that is lent again cannot be told from one that was just made."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import asyncpg
import pytest

from tests.conftest import migrate
from tests.databases import Cluster
from tests.lending import Lender

A_ROW_EVERYWHERE = """
DO $$
DECLARE one regclass; made jsonb;
BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname NOT LIKE '%alembic_version' LOOP
        SELECT jsonb_object_agg(attname, CASE format_type(atttypid, NULL)
            WHEN 'uuid' THEN to_jsonb(gen_random_uuid())
            WHEN 'boolean' THEN to_jsonb(true)
            WHEN 'date' THEN to_jsonb(current_date)
            WHEN 'timestamp with time zone' THEN to_jsonb(now())
            WHEN 'bytea' THEN to_jsonb('\\x00'::text)
            ELSE to_jsonb('1'::text) END)
        FROM pg_attribute WHERE attrelid = one AND attnum > 0 INTO made;
        EXECUTE format('INSERT INTO %s SELECT (jsonb_populate_record(null::%s, $1)).*', one, one) USING made;
    END LOOP;
END $$"""
MANY_ROWS = """
INSERT INTO used_once SELECT decode(md5(n::text), 'hex'), now() FROM generate_series(1, 5000) AS made(n)"""
SPOILS = [
    "CREATE TABLE more (id int)",
    "CREATE INDEX more ON subject (bucket)",
    "DROP TABLE fact",
    "ALTER TABLE subject ADD COLUMN more int",
    "UPDATE store_alembic_version SET version_num = 'ahead'",
    "DELETE FROM store_alembic_version",
    "SELECT nextval('counted')",
    "ALTER DATABASE {name} SET timezone = 'Europe/Brussels'",
]


Lend = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def lend(cluster: Cluster) -> Iterator[Lend]:
    """Lend names of databases in which a sequence can go on, too."""
    lender = Lender(cluster)

    def _migrate(url: str) -> None:
        migrate(url)
        cluster.sql("CREATE SEQUENCE counted", _name(url))

    @contextmanager
    def _lend() -> Iterator[str]:
        with lender.lent("counting", _migrate) as url:
            yield _name(url)

    yield _lend
    lender.close()


@pytest.fixture(scope="module")
def fresh(lend: Lend, cluster: Cluster) -> str:
    """What a database holds that was just made."""
    with lend() as name:
        return _held(cluster, name)


def test_rows_are_gone_when_it_is_lent_again(lend: Lend, cluster: Cluster, fresh: str):
    with lend() as first:
        cluster.sql(A_ROW_EVERYWHERE, first)
        cluster.sql(MANY_ROWS, first)
        held = _held(cluster, first)
        assert set(re.findall(r"INSERT INTO (public\S+)", held)) == set(
            re.findall(r"CREATE TABLE (public\S+)", held)
        )
    with lend() as again:
        assert again == first
        assert _held(cluster, again) == fresh


@pytest.mark.parametrize("spoil", SPOILS)
def test_what_emptying_does_not_restore_is_made_anew(lend: Lend, cluster: Cluster, fresh: str, spoil: str):
    with lend() as first:
        cluster.sql(spoil.format(name=first), first)
        assert _held(cluster, first) != fresh
    with lend() as again:
        assert again != first
        assert _held(cluster, again) == fresh


async def test_connection_that_was_left_open_reaches_no_later_test(lend: Lend, cluster: Cluster):
    with lend() as first:
        left = await asyncpg.connect(host="127.0.0.1", port=cluster.port, user="postgres", database=first)
    with lend() as again:
        assert again != first
    with pytest.raises(asyncpg.PostgresError):
        await left.execute("SELECT 1")


def test_two_never_get_the_same_at_once(lend: Lend):
    with lend() as one, lend() as other:
        assert one != other


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _held(cluster: Cluster, name: str) -> str:
    """Return schema, rows, sequences and settings of a database, without its name."""
    where = ["-h", str(cluster.folder), "-p", str(cluster.port), "-U", "postgres"]
    command = [str(cluster.programs / "pg_dump"), *where, "--create", "--inserts", name]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.sub(rf"\b{name}\b|^.(un)?restrict .*$", "", said, flags=re.MULTILINE)
