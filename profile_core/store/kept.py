"""What the tables of a block hold about somebody: what they are told of it, are given of it, and may have erased."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from profile_core.kit.acting import SubjectRef
from profile_core.kit.keyring import Keyring
from profile_core.kit.texts import Texts
from profile_core.store.tx import Tx

Mine = Callable[[SubjectRef], sa.ColumnElement[bool]]
"""Which rows of a table are about a subject, or are kept of those. What names rows begins with the bucket."""
Unsealed = Callable[[Keyring, sa.Row[Any]], object]
"""Opens a sealed column of a row; returns what JSON can say."""
Erasing = Callable[[Tx, SubjectRef, sa.ColumnElement[bool]], Awaitable[int]]
"""Erases the rows of a subject for which the condition holds; returns how many."""
Key = Sequence[Any]
"""The values of a row's primary key, without its bucket."""
_ANY = sa.true()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why rows stay when their subject asks for erasure: all, or those of the subject for which ``which`` is true."""

    reason: Texts
    which: Mine = lambda _: _ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one table holds about a subject.

    ``said`` names the columns that its subject is given, with what they are called; ``inner`` those that are not,
    each with the reason. Together they are all columns but ``bucket``. ``unsealed`` opens those that lie as
    ciphertext, or says otherwise what must not leave as it lies; ``words`` are what a code of a column means. ``until`` says how long it is kept, in words; ``ground``
    is the legal ground (GDPR article 6). A table without ``erasing`` loses the rows that no hold keeps.
    """

    table: sa.Table
    mine: Mine
    title: Texts
    purpose: Texts
    ground: Texts
    until: Texts
    said: Mapping[str, Texts]
    inner: Mapping[str, str]
    unsealed: Mapping[str, Unsealed] = field(default_factory=dict[str, Unsealed])
    words: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict[str, Mapping[str, Texts]])
    holds: Sequence[Hold] = ()
    erasing: Erasing | None = None

    @property
    def declared(self) -> set[str]:
        """Return the columns that it says something of."""
        return {"bucket", *self.said, *self.inner}

    @property
    def key(self) -> Sequence[sa.Column[Any]]:
        """Return what orders the rows of one subject."""
        return [column for column in self.table.primary_key.columns if column.name != "bucket"]

    def key_of(self, row: sa.Row[Any]) -> Key:
        """Return where a row stands among those of its subject."""
        return [getattr(row, column.key) for column in self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rows a table holds of a subject, and how many of them each hold keeps."""

    rows: int
    held: Sequence[tuple[Hold, int]]

    @property
    def goes(self) -> int:
        """Return how many rows erasure takes."""
        return self.rows - sum(count for _, count in self.held)


def owned(column: sa.Column[Any]) -> Mine:
    """Return the condition that a column names the subject."""
    return lambda subject: (column.table.c.bucket == subject.bucket) & (column == subject.id)


def through(column: sa.Column[Any], parent: sa.Column[Any], mine: Mine) -> Mine:
    """Return the condition that a column names a row of another table, which is the subject's."""

    def theirs(subject: SubjectRef) -> sa.ColumnElement[bool]:
        return (column.table.c.bucket == subject.bucket) & column.in_(sa.select(parent).where(mine(subject)))

    return theirs


async def tally(tx: Tx, kept: Kept, subject: SubjectRef) -> Tally:
    """Count what a table holds of a subject, in one statement; a row that two holds keep counts for the first."""
    kept_by = _kept_by(kept, subject).label("hold")
    found = sa.select(kept_by, sa.func.count().label("rows")).where(kept.mine(subject)).group_by(kept_by)
    counts = {row.hold: row.rows for row in await tx.rows(found)}
    held = [(hold, counts.get(place, 0)) for place, hold in enumerate(kept.holds)]
    return Tally(rows=sum(counts.values()), held=[(hold, count) for hold, count in held if count])


async def page(
    tx: Tx, kept: Kept, subject: SubjectRef, *, most: int, after: Key | None = None
) -> Sequence[sa.Row[Any]]:
    """Return rows of a subject whole, the newest key first, those after the key of a row of an earlier page."""
    key = list(kept.key)
    wanted = sa.select(kept.table).where(kept.mine(subject))
    if after is not None:
        there = [sa.literal(value, column.type) for value, column in zip(after, key, strict=True)]
        wanted = wanted.where(sa.tuple_(*key) < sa.tuple_(*there))
    return await tx.rows(wanted.order_by(*(column.desc() for column in key)).limit(most))


async def erase(tx: Tx, kept: Kept, subject: SubjectRef) -> int:
    """Erase the rows of a subject that no hold keeps; return how many."""
    free = _kept_by(kept, subject) == _FREE
    if kept.erasing is not None:
        return await kept.erasing(tx, subject, kept.mine(subject) & free)
    return await tx.run(sa.delete(kept.table).where(kept.mine(subject), free))


_FREE = -1


def _kept_by(kept: Kept, subject: SubjectRef) -> sa.ColumnElement[int]:
    """Return the place of the first hold that keeps a row."""
    if not kept.holds:
        return sa.literal(_FREE, sa.Integer)
    holds = [(hold.which(subject), sa.literal(place, sa.Integer)) for place, hold in enumerate(kept.holds)]
    return sa.case(*holds, else_=sa.literal(_FREE, sa.Integer))
