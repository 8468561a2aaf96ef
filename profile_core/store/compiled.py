"""A Core statement as asyncpg takes it: text with ``$1``, arguments in that order, and how to read what comes back.

SQLAlchemy compiles and keeps. Its engine is left out: greenlets, cursors and result objects make a statement cost six
times what asyncpg asks for it (docs/decisions/0017). This is the one file that knows SQLAlchemy from the inside.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from types import NoneType
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine.result import result_tuple
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

Values = Mapping[str, Any]
Processors = Mapping[str, Callable[[Any], Any]]
Read = Callable[[Sequence[Any]], Sequence[sa.Row[Any]]]


def _json(value: object) -> str:
    return msgspec.json.encode(value, enc_hook=_text_of).decode()


def _text_of(value: object) -> str:
    """Return the text of a kind of text that msgspec does not know, such as the name of a table."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"There is no JSON for {type(value)}.")


_AT_ONCE = (100, 50, 25, 12, 6, 3, 2, 1)
"""How many rows one INSERT takes: few sizes, so that PostgreSQL keeps each prepared, and all of them are small."""
_DOUBLE, _NUMERIC = 701, 1700
"""Object ids of PostgreSQL's types, which only readers of fractions look at."""
_EXACT = (str, bytes, int, UUID, datetime, NoneType)
_UNLIKE = "the rows of one INSERT have the same columns"
_DIALECT = asyncpg_dialect(json_serializer=_json)
_ARGUMENT = re.compile(r"\$\d+")
_LISTED = re.compile(r"(NOT )?IN \((\$\d+)::([A-Z ]+)\)")
_kept: LRUCache[Any, Any] = LRUCache(1_000)
_made_once: LRUCache[Any, Any] = LRUCache(1_000)
"""The forms of statements that hold no value: to find them among the ``_kept``, each would be walked through anew."""
_readers: WeakKeyDictionary[SQLCompiler, Read] = WeakKeyDictionary()
_listed: "WeakKeyDictionary[SQLCompiler, _Listed | None]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What goes to PostgreSQL; ``read`` makes rows of its records."""

    text: str
    arguments: Sequence[Any]
    read: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """A statement whose lists go as one array each, so that its text is the same however long they are."""

    text: str
    positions: Sequence[str]
    lists: frozenset[str]


def compiled(statement: sa.Executable, values: Values) -> Compiled:
    """Compile a statement; ``values`` are those of its ``bindparam``s.

    One that is missing raises ``InvalidRequestError``.
    """
    form, parameters = _formed(statement, values)
    text, positions = form.string, form.positiontup or ()
    processors = cast("Processors", form._bind_processors)
    if listed := _with_arrays(form, parameters):
        arguments = _bound_lists(listed, processors, parameters)
        return Compiled(text=listed.text, arguments=arguments, read=_reader(form))
    if form.post_compile_params or form.literal_execute_params:
        state = form._process_parameters_for_postcompile({**parameters})
        text, positions, parameters = state.statement, state.positiontup or (), state.parameters
        processors = {**processors, **cast("Processors", state.processors)}
    return Compiled(text=text, arguments=_bound(positions, processors, parameters), read=_reader(form))


def compiled_many(statement: sa.Insert, rows: Sequence[Values], same: Values) -> list[Compiled]:
    """Compile the INSERT of rows: multi-row VALUES, as many as one statement takes.

    What is the ``same`` in all rows goes once, and so does what turns out to be. Rows that do not have the same columns raise ``ValueError``.
    """
    form, parameters = _formed(statement, {**same, **rows[0]})
    positions, processors = form.positiontup or (), cast("Processors", form._bind_processors)
    columns = _differing(rows, positions, processors)
    own = tuple(name in columns for name in positions)
    once = _bound([name for name in positions if name not in columns], processors, parameters)
    forms: list[Compiled] = []
    start = 0
    while start < len(rows):
        size = next(one for one in _AT_ONCE if one <= len(rows) - start)
        each = chain.from_iterable(zip(*(one[start : start + size] for one in columns.values()), strict=True))
        text = _widened(form.string, own, size)
        forms.append(Compiled(text=text, arguments=[*once, *each], read=_reader(form)))
        start += size
    return forms


def _formed(statement: sa.Executable, values: Values) -> tuple[SQLCompiler, Values]:
    """Return a statement's compiled form, kept for all statements alike, and the parameters of this one."""
    columns = tuple(sorted(values))
    found = _made_once.get((statement, columns))
    if found is None:
        asked: Any = statement
        found = asked._compile_w_cache(_DIALECT, compiled_cache=_kept, column_keys=columns)
        if not found[2] and all(one.required for one in found[1] or ()):
            _made_once[statement, columns] = found
    form, extracted, said, _ = found
    given = {**said, **values} if said else values
    return form, form.construct_params(given, extracted_parameters=extracted, escape_names=False)


def _bound(positions: Sequence[str], processors: Processors, parameters: Values) -> list[Any]:
    return [
        processors[name](parameters[name]) if name in processors else parameters[name] for name in positions
    ]


def _differing(
    rows: Sequence[Values], positions: Sequence[str], processors: Processors
) -> dict[str, list[Any]]:
    """Return the columns, in the order of the arguments, in which the rows have not all the same."""
    named = rows[0].keys()
    try:
        columns = {name: list(map(itemgetter(name), rows)) for name in positions if name in named}
    except KeyError as error:
        raise ValueError(_UNLIKE) from error
    if set(map(len, rows)) != {len(named)}:
        raise ValueError(_UNLIKE)
    several = {name: values for name, values in columns.items() if len(set(map(id, values))) > 1}
    processed = {name: _processed(values, processors.get(name)) for name, values in several.items()}
    return {name: values for name, values in processed.items() if not _is_one(values)}


def _is_one(values: list[Any]) -> bool:
    """Tell whether all are the same, of a type whose equal values are: 1 and True are not, nor are 1.0 and 1.00."""
    first = values[0]
    if values[-1] != first or not isinstance(first, _EXACT):
        return False
    return values.count(first) == len(values) and len(set(map(type, values))) == 1


def _processed(values: list[Any], process: Callable[[Any], Any] | None) -> list[Any]:
    return values if process is None else list(map(process, values))


def _with_arrays(form: SQLCompiler, parameters: Values) -> _Listed | None:
    """Return a statement with ``= ANY`` for every ``IN``; None where it has none, or one of another kind."""
    if not form.post_compile_params:
        return None
    if form not in _listed:
        _listed[form] = _made_with_arrays(form, parameters)
    return _listed[form]


def _made_with_arrays(form: SQLCompiler, parameters: Values) -> _Listed | None:
    lists = {form.bind_names[one]: one for one in form.post_compile_params}
    if form.literal_execute_params or any(one.type._is_tuple_type for one in lists.values()):
        return None
    state = form._process_parameters_for_postcompile({**parameters, **{name: [None] for name in lists}})
    expanded = {names[0]: name for name, names in (state.parameter_expansion or {}).items()}
    text, found = _LISTED.subn(
        lambda one: f"{'<> ALL' if one[1] else '= ANY'} ({one[2]}::{one[3]}[])", state.statement
    )
    positions = [expanded.get(name, name) for name in state.positiontup or ()]
    if found != len(lists) or len(expanded) != len(lists):
        return None
    return _Listed(text=text, positions=positions, lists=frozenset(lists))


def _bound_lists(listed: _Listed, processors: Processors, parameters: Values) -> list[Any]:
    arguments: list[Any] = []
    for name in listed.positions:
        value, process = parameters[name], processors.get(name)
        if name in listed.lists:
            arguments.append(list(value) if process is None else [process(one) for one in value])
        else:
            arguments.append(value if process is None else process(value))
    return arguments


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
    readers = [_reads(column.type) for column in columns]
    if not any(readers):
        return lambda records: [row(tuple(record)) for record in records]
    return lambda records: [
        row(tuple(read(value) if read else value for read, value in zip(readers, record, strict=True)))
        for record in records
    ]


def _reads(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(_DIALECT).result_processor(
        _DIALECT, _DOUBLE if isinstance(kind, sa.Float) else _NUMERIC
    )


def _as_named(records: Sequence[Any]) -> Sequence[sa.Row[Any]]:
    """Make rows of what a text returned, whose columns only the database names."""
    if not records:
        return []
    row = result_tuple(list(records[0].keys()))
    return [row(tuple(record)) for record in records]


@lru_cache(maxsize=256)
def _widened(text: str, own: tuple[bool, ...], rows: int) -> str:
    """Repeat the group of VALUES for each row; the arguments that are its ``own`` are counted on after the others."""
    before, _, after = text.partition(" VALUES (")
    end = _end_of_group(after)
    shared = iter(range(1, len(own) + 1))
    places = [None if is_own else next(shared) for is_own in own]

    def placed(argument: re.Match[str]) -> str:
        place = places[int(argument[0][1:]) - 1]
        return "$%d" if place is None else f"${place}"

    template = "(" + _ARGUMENT.sub(placed, after[:end].replace("%", "%%")) + ")"
    first, each = own.count(False) + 1, own.count(True)
    numbers = range(first, first + each * rows)
    groups = (template % tuple(numbers[at : at + each]) for at in range(0, each * rows, each))
    return f"{before} VALUES {', '.join(groups)}{after[end + 1 :]}"


def _end_of_group(text: str) -> int:
    """Return where the bracket closes that was opened before a text."""
    depth = 1
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return at
    raise ValueError(text)
