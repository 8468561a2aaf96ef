"""A Core statement as asyncpg takes it: text with ``$1``, arguments in that order, and how to read what comes back.

SQLAlchemy compiles and keeps. Its engine is left out: greenlets, cursors and result objects make a statement cost six
times what asyncpg asks for it (docs/decisions/0017). This is the one file that knows SQLAlchemy from the inside.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine.result import result_tuple
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

Values = Mapping[str, Any]
Processors = Mapping[str, Callable[[Any], Any]]
Read = Callable[[Sequence[Any]], Sequence[sa.Row[Any]]]

_MOST_ARGUMENTS = 32_767
"""PostgreSQL counts the arguments of a statement in two bytes with a sign."""
_DIALECT = asyncpg_dialect()
_ARGUMENT = re.compile(r"\$\d+")
_kept: LRUCache[Any, Any] = LRUCache(1_000)
_readers: WeakKeyDictionary[SQLCompiler, Read] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What goes to PostgreSQL; ``read`` makes rows of its records."""

    text: str
    arguments: Sequence[Any]
    read: Read


def compiled(statement: sa.Executable, values: Values) -> Compiled:
    """Compile a statement; ``values`` are those of its ``bindparam``s.

    One that is missing raises ``InvalidRequestError``.
    """
    form, parameters = _formed(statement, values)
    text, positions = form.string, form.positiontup or ()
    processors = cast("Processors", form._bind_processors)
    if form.post_compile_params or form.literal_execute_params:
        state = form._process_parameters_for_postcompile({**parameters})
        text, positions, parameters = state.statement, state.positiontup or (), state.parameters
        processors = {**processors, **cast("Processors", state.processors)}
    return Compiled(text=text, arguments=_bound(positions, processors, parameters), read=_reader(form))


def compiled_many(statement: sa.Insert, rows: Sequence[Values]) -> Iterator[Compiled]:
    """Compile the INSERT of rows: multi-row VALUES, as many as one statement takes.

    Rows that do not have the same columns raise ``ValueError``.
    """
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError("the rows of one INSERT have the same columns")
    form, parameters = _formed(statement, rows[0])
    positions, processors = form.positiontup or (), cast("Processors", form._bind_processors)
    most = _MOST_ARGUMENTS // len(positions)
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        arguments: list[Any] = []
        for row in some:
            arguments += _bound(positions, processors, {**parameters, **row})
        text = _widened(form.string, len(positions), len(some))
        yield Compiled(text=text, arguments=arguments, read=_reader(form))


def _formed(statement: sa.Executable, values: Values) -> tuple[SQLCompiler, Values]:
    """Return a statement's compiled form, kept for all statements alike, and the parameters of this one."""
    asked: Any = statement
    form, extracted, said, _ = asked._compile_w_cache(
        _DIALECT, compiled_cache=_kept, column_keys=sorted(values)
    )
    given = {**said, **values} if said else values
    return form, form.construct_params(given, extracted_parameters=extracted, escape_names=False)


def _bound(positions: Sequence[str], processors: Processors, parameters: Values) -> list[Any]:
    return [
        processors[name](parameters[name]) if name in processors else parameters[name] for name in positions
    ]


def _reader(form: SQLCompiler) -> Read:
    found = _readers.get(form)
    if found is None:
        found = _readers[form] = _made_reader(form)
    return found


def _made_reader(form: SQLCompiler) -> Read:
    columns = form._result_columns
    if not columns:
        return _as_named
    row = result_tuple([column.keyname for column in columns])
    readers = [column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for column in columns]
    if not any(readers):
        return lambda records: [row(tuple(record)) for record in records]
    return lambda records: [
        row(tuple(read(value) if read else value for read, value in zip(readers, record, strict=True)))
        for record in records
    ]


def _as_named(records: Sequence[Any]) -> Sequence[sa.Row[Any]]:
    """Make rows of what a text returned, whose columns only the database names."""
    if not records:
        return []
    row = result_tuple(list(records[0].keys()))
    return [row(tuple(record)) for record in records]


@lru_cache(maxsize=64)
def _widened(text: str, arguments: int, rows: int) -> str:
    """Repeat the group of VALUES for each row, its arguments counted on."""
    before, _, after = text.partition(" VALUES (")
    end = _end_of_group(after)
    template = "(" + _ARGUMENT.sub("$%d", after[:end].replace("%", "%%")) + ")"
    numbers = range(1, arguments * rows + 1)
    groups = (template % tuple(numbers[at : at + arguments]) for at in range(0, arguments * rows, arguments))
    return f"{before} VALUES {', '.join(groups)}{after[end + 1 :]}"


def _end_of_group(text: str) -> int:
    """Return where the bracket closes that was opened before a text."""
    depth = 1
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return at
    raise ValueError(text)
