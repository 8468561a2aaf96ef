"""Databases lent from test to test: made once, emptied after each, made anew when emptying does not restore them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Cluster

_PLANTED = Path(__file__).with_suffix(".sql")
_AS_IT_WAS = "as it was"


class Lender:
    """Lends copies of a cluster's templates, each to one test at a time."""

    def __init__(self, cluster: Cluster) -> None:
        """Begin with nothing to lend."""
        self._cluster = cluster
        self._templates: dict[str, str] = {}
        self._free: dict[str, list[_Copy]] = defaultdict(list)

    @contextmanager
    def lent(self, template: str, migrate: Callable[[str], None]) -> Iterator[str]:
        """Give the address of a copy that is the caller's own; ``migrate`` makes a template of an empty database."""
        if template not in self._templates:
            self._templates[template] = self._made(migrate)
        free = self._free[template]
        copy = free.pop() if free else _Copy(self._cluster, self._cluster.create(self._templates[template]))
        try:
            yield self._cluster.url(copy.name)
        finally:
            if copy.given_back() == _AS_IT_WAS:
                free.append(copy)
            else:
                copy.close()
                self._cluster.drop(copy.name)

    def close(self) -> None:
        """End what watches over the copies."""
        for copies in self._free.values():
            for copy in copies:
                copy.close()

    def _made(self, migrate: Callable[[str], None]) -> str:
        name = self._cluster.create()
        migrate(self._cluster.url(name))
        self._cluster.sql(_PLANTED.read_text(), name)
        return name


class _Copy:
    """A database, and the connection over which it is emptied."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.name = name
        self._psql = cluster.open_psql(name)

    def given_back(self) -> str:
        """Empty the database, or say in one line why it is not as it was; nothing when it cannot be asked."""
        assert self._psql.stdin
        assert self._psql.stdout
        try:
            self._psql.stdin.write("SELECT lent.given_back();\n")
            self._psql.stdin.flush()
        except BrokenPipeError:
            return ""
        return self._psql.stdout.readline().strip()

    def close(self) -> None:
        self._psql.communicate(timeout=10)
