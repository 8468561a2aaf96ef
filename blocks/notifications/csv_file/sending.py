"""Sending a file: some rows a call, few enough for a slow database, errors by row. Nothing is sent twice, however often the file is sent."""

import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks.notifications.csv_file.columns import Columns, column_of
from blocks.notifications.csv_file.reading import Row
from blocks.notifications.csv_file.updating import DUPLICATE, UNKNOWN, Change, update
from profile_core.contract import ProfileError, Program

BATCH = 200
_HEAVIEST = 2 * 1024 * 1024
"""Bytes of a call: half of what a gateway takes that was not told otherwise."""
_HEAVIEST_CHARACTER = 6
"""Bytes, as JSON may escape it."""
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

    A row that was accepted with other content is refused, or ``updates`` what it was. Then every row is compared with
    how its notification stands, also one that says what was said at first: it may have been changed in between.
    """
    run = secrets.token_urlsafe(9)
    for batch in _batches(rows):
        items, faults = _items(columns, batch)
        outcomes = await _outcomes(program, [item for _, item in items], dry_run=dry_run) if items else []
        if updates:
            changes = [Change(item=item, key=f"csv:{run}:{number}") for number, item in items]
            outcomes = await _updated(program, changes, outcomes, dry_run=dry_run)
        refused = [
            _fault(number, outcome, updates=updates)
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


async def _outcomes(
    program: Program, items: Sequence[Mapping[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    data = await program.ask(_REGISTER, {"items": items, "dryRun": dry_run})
    return data["outcomes"]


async def _updated(
    program: Program, changes: Sequence[Change], outcomes: Sequence[dict[str, Any]], *, dry_run: bool
) -> list[dict[str, Any]]:
    """Change what is there; in a dry run what is new is not there yet, and stays as it was answered."""
    there = [at for at, outcome in enumerate(outcomes) if outcome.get("code") in (None, DUPLICATE)]
    done = await update(program, [changes[at] for at in there], dry_run=dry_run)
    updated = list(outcomes)
    for at, outcome in zip(there, done, strict=True):
        if outcome.get("code") != UNKNOWN:
            updated[at] = outcome
    return updated


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


def _fault(number: int, outcome: Mapping[str, Any], *, updates: bool) -> Fault:
    column, code, message = column_of(outcome["path"][2:]), outcome["code"], outcome["message"]
    if code == DUPLICATE and not updates:
        message = f"{message} Or add --update to change what was accepted."
    return Fault(row=number, column=column, code=code, message=message)
