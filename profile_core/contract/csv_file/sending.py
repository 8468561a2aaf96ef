"""Sending a file: some rows a call, few enough for a slow database, errors by row. Nothing is sent twice, however often the file is sent."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from profile_core.contract.csv_file.reading import Row
from profile_core.kit.errors import ProfileError

BATCH = 200
_HEAVIEST = 2 * 1024 * 1024
"""Bytes of a call: half of what a gateway takes that was not told otherwise."""
_HEAVIEST_CHARACTER = 6
"""Bytes, as JSON may escape it."""
Items = Sequence[tuple[int, Mapping[str, Any]]]
"""Items with the numbers of their rows."""
Outcomes = Sequence[Mapping[str, Any]]
"""One for each item; one with a ``code`` is an error of the provider schema."""


class Meant(Protocol):
    """What the columns of a file mean."""

    def item(self, row: Sequence[str]) -> dict[str, Any]:
        """Return a row as an item; what cannot be one raises ``InvalidError``."""
        ...

    def column_of(self, path: Sequence[str]) -> str:
        """Return the column that a path into an item speaks of, or an empty text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a row, in which column, and what to do about it."""

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of some rows."""

    rows: int
    taken: int
    faults: tuple[Fault, ...]


async def send(
    meant: Meant, rows: Iterable[Row], ask: Callable[[Items], Awaitable[Outcomes]]
) -> AsyncIterator[Sent]:
    """Send rows by ``ask``, and yield what became of each batch; bad rows harm no neighbour."""
    for batch in _batches(rows):
        items, faults = _items(meant, batch)
        outcomes: Outcomes = await ask(items) if items else ()
        refused = [
            _fault(meant, number, outcome)
            for (number, _), outcome in zip(items, outcomes, strict=True)
            if "code" in outcome
        ]
        ordered = sorted([*faults, *refused], key=lambda fault: fault.row)
        yield Sent(rows=len(batch), taken=len(items) - len(refused), faults=tuple(ordered))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch, heavy = list[Row](), 0
    for row in rows:
        weight = _HEAVIEST_CHARACTER * sum(map(len, row.cells))
        if batch and (len(batch) == BATCH or heavy + weight > _HEAVIEST):
            yield batch
            batch, heavy = [], 0
        batch.append(row)
        heavy += weight
    if batch:
        yield batch


def _items(meant: Meant, batch: Sequence[Row]) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    items: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for row in batch:
        try:
            items.append((row.number, meant.item(row.cells)))
        except ProfileError as error:
            column = error.path[0] if error.path else ""
            faults.append(Fault(row=row.number, column=column, code=error.code, message=error.message))
    return items, faults


def _fault(meant: Meant, number: int, outcome: Mapping[str, Any]) -> Fault:
    """Return an error of the answer; its path begins with the list of items and the place in it."""
    column = meant.column_of(outcome["path"][2:])
    return Fault(row=number, column=column, code=outcome["code"], message=outcome["message"])
