"""Sending a file: some rows a call, few enough for a slow database, errors by row. Nothing is sent twice, however often the file is sent."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from blocks.notifications.csv_file.columns import Columns, column_of
from blocks.notifications.csv_file.reading import Row
from blocks.notifications.csv_file.updating import DUPLICATE, update
from profile_core.contract import ProfileError, Program

BATCH = 200
_REGISTER = """mutation Send($items: [NotificationInput!]!, $dryRun: Boolean!) {
  outcomes: registerNotifications(items: $items, dryRun: $dryRun) {
    __typename ... on Error { code message path }
  }
}"""


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
    program: Program, columns: Columns, rows: Iterable[Row], *, dry_run: bool, updates: bool
) -> AsyncIterator[Sent]:
    """Send rows, and yield what became of each batch; bad rows harm no neighbour.

    A row that was accepted with other content is refused, or ``updates`` what it was.
    """
    for batch in _batches(rows):
        items, faults = _items(columns, batch)
        said = [item for _, item in items]
        outcomes = await _outcomes(program, said, dry_run=dry_run) if items else []
        if updates:
            outcomes = await _updated(program, said, outcomes, dry_run=dry_run)
        refused = [
            _fault(number, outcome)
            for (number, _), outcome in zip(items, outcomes, strict=True)
            if "code" in outcome
        ]
        ordered = sorted([*faults, *refused], key=lambda fault: fault.row)
        yield Sent(rows=len(batch), taken=len(items) - len(refused), faults=tuple(ordered))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


async def _outcomes(
    program: Program, items: Sequence[Mapping[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    data = await program.ask(_REGISTER, {"items": items, "dryRun": dry_run})
    return data["outcomes"]


async def _updated(
    program: Program, items: Sequence[Mapping[str, Any]], outcomes: Sequence[dict[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    known = [at for at, outcome in enumerate(outcomes) if outcome.get("code") == DUPLICATE]
    done = iter(await update(program, [items[at] for at in known], dry_run=dry_run))
    return [next(done) if at in known else outcome for at, outcome in enumerate(outcomes)]


def _items(columns: Columns, batch: Sequence[Row]) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    items: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for row in batch:
        try:
            items.append((row.number, columns.item(row.cells)))
        except ProfileError as error:
            column = error.path[0] if error.path else ""
            faults.append(Fault(row=row.number, column=column, code=error.code, message=error.message))
    return items, faults


def _fault(number: int, outcome: Mapping[str, Any]) -> Fault:
    column = column_of(outcome["path"][2:])
    return Fault(row=number, column=column, code=outcome["code"], message=outcome["message"])
