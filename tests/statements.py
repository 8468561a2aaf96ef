"""Refuse statement shapes that do not hold on a partitioned or sharded PostgreSQL.

One PostgreSQL would take them all; that is why a test database alone proves nothing here. Every statement that
tests send is judged by its text.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from tests import sent

_NEVER = {
    "a sequence": r"\b(nextval|currval|setval)\s*\(|\bCREATE\s+SEQUENCE\b|\b(small|big)?serial\b|\bAS\s+IDENTITY\b",
    "a trigger": r"\bCREATE\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?TRIGGER\b",
    "a stored procedure": r"\bCREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE)\b|^\s*(CALL|DO)\s",
    "an advisory lock": r"\bpg_(try_)?advisory_",
    "an ENUM type": r"\bCREATE\s+TYPE\b",
    "a deferrable constraint": r"(?<!NOT )\bDEFERRABLE\b|\bSET\s+CONSTRAINTS\b",
    "MERGE": r"\bMERGE\s+INTO\b",
    "unnest (write multi-row VALUES)": r"\bunnest\s*\(",
}
_VOLATILE = r"\b(clock_timestamp|statement_timestamp|timeofday|random|gen_random_uuid|uuid_generate_v4)\s*\("
_MOMENT = r"\bnow\s*\(|\bCURRENT_TIMESTAMP\b"
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_INNERMOST_QUERY = re.compile(
    r"\(\s*((?:SELECT|WITH|INSERT|UPDATE|DELETE|VALUES)\b(?:[^()]|\([^()]*\))*)\)", re.IGNORECASE
)
_NESTED = re.compile(r"\((?!\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b)([^()]*)\)", re.IGNORECASE)
_BOUND = r"\bbucket\"?\s*(=\s*(\$\d|%\(|:|\?|ANY)|IN\s*[\[(])"
_LOOK = re.compile(
    r"((\w+\.)?(bucket|\w+_at)|(min|max|count)\s*[\[(].*[\])]|\d+)(\s+AS\s+\w+)?", re.IGNORECASE
)


class Watch:
    """Judges every statement that this process sends to PostgreSQL while it listens.

    Reading PostgreSQL's own catalogue is left alone: SQLAlchemy and alembic do it to compare tables.
    """

    def __init__(self, subject_tables: Callable[[], frozenset[str]]) -> None:
        """Start with nothing found; the tables are asked for when the first statement comes."""
        self._subject_tables = cache(subject_tables)
        self._found: list[str] = []

    def listen(self) -> None:
        """Hear all that this process sends."""
        sent.listen(self._hear)

    def take(self) -> list[str]:
        """Return what was found since the last call."""
        found, self._found = self._found, []
        return found

    def _hear(self, dialect: str, statement: str) -> None:
        if dialect == "postgresql" and "pg_catalog." not in statement:
            shapes = forbidden_shapes(statement, self._subject_tables())
            self._found.extend(f"{shape}: {statement}" for shape in shapes)


@cache
def forbidden_shapes(statement: str, subject_tables: frozenset[str]) -> tuple[str, ...]:
    """Name the forbidden shapes of a statement."""
    text = _LITERAL.sub("''", statement)
    found = [name for name, pattern in _NEVER.items() if re.search(pattern, text, re.IGNORECASE)]
    for query in _queries(text):
        found.extend(_wrong_in_query(query, subject_tables))
    return tuple(dict.fromkeys(found))


def _queries(text: str) -> Iterator[str]:
    """Yield every query of a statement by itself, inner ones first; round brackets inside become square."""
    flat = text
    while True:
        opened = _NESTED.sub(r"[\1]", flat)
        inner = _INNERMOST_QUERY.search(opened)
        if inner:
            yield inner[1]
            opened = opened[: inner.start()] + "[query]" + opened[inner.end() :]
        elif opened == flat:
            break
        flat = opened
    yield flat


def _wrong_in_query(query: str, subject_tables: frozenset[str]) -> Iterator[str]:
    verb = _verb(query)
    update = query if verb == "UPDATE" else _do_update(query)
    if re.search(_VOLATILE.replace(r"\(", r"[\[(]"), update, re.IGNORECASE):
        yield "a volatile function in an UPDATE"
    if verb == "INSERT" and re.search(_MOMENT.replace(r"\(", r"[\[(]"), update, re.IGNORECASE):
        yield "now() in DO UPDATE (say SET x = excluded.x)"
    tables = _tables(query) & subject_tables
    if not tables:
        return
    if verb == "INSERT" and not _writes_bucket(query):
        yield "an INSERT into a subject table without bucket"
    if verb in ("SELECT", "UPDATE", "DELETE") and not _bound(query, len(tables)) and not _is_look(query):
        yield f"{verb} on a subject table without bucket = $1"


def _verb(query: str) -> str:
    verbs = re.findall(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b", query, re.IGNORECASE)
    return verbs[0].upper() if verbs else ""


def _do_update(query: str) -> str:
    return query.partition("DO UPDATE")[2]


def _tables(query: str) -> frozenset[str]:
    named = re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?\"?(\w+)", query, re.IGNORECASE)
    listed = re.findall(
        r"\bFROM\s+([^\[\]]*?)(?:\bWHERE\b|\bORDER\b|\bGROUP\b|\bLIMIT\b|$)", query, re.IGNORECASE | re.DOTALL
    )
    more = [part.split()[0].strip('"') for one in listed for part in one.split(",") if part.split()]
    return frozenset([*named, *more])


def _writes_bucket(query: str) -> bool:
    columns = re.search(r"\bINTO\s+\S+\s*[\[(]([^\])]*)[\])]", query, re.IGNORECASE)
    target = re.search(r"\bON CONFLICT\s*[\[(]([^\])]*)[\])]", query, re.IGNORECASE)
    return all(one is None or re.search(r"\bbucket\b", one[1]) for one in (columns, target))


def _bound(query: str, tables: int) -> bool:
    """Tell whether bucket is bound to a value, and each further table joined on it."""
    said = len(re.findall(r"\bbucket\"?\s*(=|IN\b)", query, re.IGNORECASE))
    return bool(re.search(_BOUND, query, re.IGNORECASE)) and said >= tables


def _is_look(query: str) -> bool:
    """Tell whether a SELECT only looks where work is due, or counts: it reads nobody's things."""
    listed = re.match(r"\s*SELECT\s+(?:DISTINCT\s+)?(.*?)\s+FROM\b", query, re.IGNORECASE | re.DOTALL)
    return bool(listed) and all(_LOOK.fullmatch(column.strip()) for column in listed[1].split(","))
