"""Looking at many queues at once: which of them have something that is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from profile_core.store.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Due:
    """Where a queue keeps its moments, and what makes something in it due."""

    at: sa.ColumnElement[datetime]
    where: Sequence[sa.ColumnElement[bool]]


class Look:
    """One statement about some queues, made once; it reads the oldest entry of each and no more."""

    def __init__(self, queues: Sequence[Due]) -> None:
        """Take the queues in their order."""
        self._statement = sa.union_all(*(_oldest(nth, one) for nth, one in enumerate(queues)))

    async def due(self, tx: Tx) -> list[int]:
        """Return which queues have something that is due, by their places."""
        return [row.nth for row in await tx.rows(self._statement)]


def _oldest(nth: int, queue: Due) -> sa.Select[int, datetime]:
    place = sa.literal_column(str(nth), sa.Integer)
    first = sa.select(queue.at.label("at")).where(*queue.where).order_by(queue.at).limit(1).subquery()
    return sa.select(place.label("nth"), first.c.at.label("oldest"))
