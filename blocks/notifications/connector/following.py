"""Following a legacy system's rows: the position moves only past rows whose outcome is known."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from blocks.notifications.connector import mapping, pushing
from blocks.notifications.connector.plan import Plan
from blocks.notifications.connector.position import Kept
from blocks.notifications.connector.pushing import Pushed
from profile_core.contract import GuardedClient, InvalidError, NoAnswerError, Program, UnavailableError

_OK = 200


async def follow(
    program: Program, http: GuardedClient, plan: Plan, kept: Kept
) -> AsyncIterator[tuple[int, Pushed]]:
    """Push all rows that there are after the position; yield the index after each page, and what became of it.

    Stopped anywhere, it goes on from the position: what was pushed after it is pushed again, and is no news then.
    """
    while rows := await _rows(http, plan, kept.read()):
        pushed = await pushing.push(program, plan, rows)
        kept.refuse(pushed.refused)
        kept.write(mapping.index_of(plan, rows[-1]))
        yield mapping.index_of(plan, rows[-1]), pushed


async def _rows(http: GuardedClient, plan: Plan, after: int | None) -> Sequence[Mapping[str, Any]]:
    """Read the next rows; those that are no higher than the position, or not in order, stop everything."""
    legacy = plan.legacy
    asked = {legacy.limit: legacy.rows} | ({} if after is None else {legacy.after: after})
    address = f"{legacy.url}{'&' if '?' in legacy.url else '?'}{urlencode(asked)}"
    try:
        answer = await http.get(address, headers=legacy.headers)
    except NoAnswerError as error:
        raise UnavailableError("connector.legacy", f"{legacy.url} does not answer: {error}") from error
    if answer.status != _OK:
        raise UnavailableError("connector.legacy", f"{legacy.url} answers {answer.status}.")
    rows = _listed(plan, answer.body)
    indexes = [mapping.index_of(plan, row) for row in rows]
    least = [*([] if after is None else [after]), *indexes]
    if any(second <= first for first, second in itertools.pairwise(least)):
        message = "The rows are not in the order of their index, each higher than the one before."
        raise InvalidError("connector.order", message)
    return rows


def _listed(plan: Plan, body: bytes) -> Sequence[Mapping[str, Any]]:
    try:
        said: Any = msgspec.json.decode(body)
        listed = said if plan.legacy.items is None else said[plan.legacy.items]
        return msgspec.convert(listed, list[dict[str, Any]])
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise InvalidError("connector.rows", "The answer is no JSON list of rows.") from error
