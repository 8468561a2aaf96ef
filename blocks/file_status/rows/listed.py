"""What a citizen sees of files, for the subject for whom they act. Somebody else's and none are the same answer."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from blocks.file_status.model import Copy, FileFilter, Moment, Position
from blocks.file_status.rows.copies import copy_of, moment_of
from blocks.file_status.rows.tables import copy_table as c, event_table as e
from profile_core.contract import Acting, Environment, Tx

_ORDER = (c.c.must_act, c.c.created_at, c.c.provider_id, c.c.external_id)
"""That of ``Position``."""
Of = tuple[UUID, Environment]
"""A provider, tried out or for real."""


async def page(
    tx: Tx,
    acting: Acting,
    wanted: FileFilter,
    *,
    after: Position | None = None,
    most: int,
    without: Collection[Of] = (),
) -> list[Copy]:
    """Return what is wanted: what asks something first, then the newest; nothing of providers that are left out."""
    statement = sa.select(c).where(*_mine(acting), *_wanted(wanted))
    statement = statement.where(*_without(without))
    if after is not None:
        boundary = sa.tuple_(*after, types=[one.type for one in _ORDER])
        statement = statement.where(*_below(after), sa.tuple_(*_ORDER) < boundary)
    ordered = statement.order_by(*(one.desc() for one in _ORDER)).limit(most)
    return [copy_of(row) for row in await tx.rows(ordered)]


async def named(
    tx: Tx, acting: Acting, keys: Collection[tuple[UUID, Environment, str]], *, without: Collection[Of]
) -> list[Copy]:
    """Return those that their providers call so, wherever they stand in a list."""
    if not keys:
        return []
    key = sa.tuple_(c.c.provider_id, c.c.environment, c.c.external_id)
    wanted = sorted((provider, str(environment), name) for provider, environment, name in keys)
    statement = sa.select(c).where(*_mine(acting), key.in_(wanted), *_without(without))
    return [copy_of(row) for row in await tx.rows(statement)]


async def one(tx: Tx, acting: Acting, copy: UUID) -> Copy | None:
    """Return one file, or None."""
    row = await tx.row(sa.select(c).where(*_mine(acting), c.c.id == copy))
    return None if row is None else copy_of(row)


async def history(tx: Tx, acting: Acting, copy: UUID) -> list[Moment]:
    """Return the history of a file, the oldest first, as its provider's stamps order it."""
    mine = (e.c.bucket == acting.subject.bucket, e.c.subject_id == acting.subject.id)
    statement = sa.select(e).where(*mine, e.c.copy_id == copy).order_by(e.c.at, e.c.digest)
    return [moment_of(row) for row in await tx.rows(statement)]


async def providers(tx: Tx, acting: Acting) -> set[UUID]:
    """Return who has a file that is stored here."""
    statement = sa.select(c.c.provider_id).where(*_mine(acting)).distinct()
    return {row.provider_id for row in await tx.rows(statement)}


async def counted(tx: Tx, actings: Sequence[Acting], *, most: int, without: Collection[Of] = ()) -> list[int]:
    """Count which ask something, for many at once, in their order, each at most to ``most``."""
    subjects = {acting.subject for acting in actings}
    nth = sa.func.row_number().over(partition_by=(c.c.bucket, c.c.subject_id))
    first = (
        sa.select(c.c.subject_id, nth.label("nth"))
        .where(
            c.c.bucket.in_(sorted({one.bucket for one in subjects})),
            c.c.subject_id.in_(sorted(one.id for one in subjects)),
            c.c.must_act,
            *_without(without),
        )
        .subquery()
    )
    statement = sa.select(first.c.subject_id, sa.func.count().label("asking"))
    statement = statement.where(first.c.nth <= most).group_by(first.c.subject_id)
    found = {row.subject_id: row.asking for row in await tx.rows(statement)} if subjects else {}
    return [found.get(acting.subject.id, 0) for acting in actings]


def _mine(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    return (c.c.bucket == acting.subject.bucket, c.c.subject_id == acting.subject.id)


def _without(some: Collection[Of]) -> list[sa.ColumnElement[bool]]:
    left_out = sorted((provider, str(environment)) for provider, environment in some)
    return [sa.tuple_(c.c.provider_id, c.c.environment).not_in(left_out)] if left_out else []


def _below(after: Position) -> Sequence[sa.ColumnElement[bool]]:
    """Return what follows from a place and leads SQLite to it by the index, where it compares no tuples."""
    if after.must_act:
        return ()
    return (c.c.must_act.is_(False), c.c.created_at <= after.created_at)


def _wanted(wanted: FileFilter) -> list[sa.ColumnElement[bool]]:
    chosen = {c.c.provider_id: wanted.provider, c.c.phase: wanted.phase}
    where = [column == value for column, value in chosen.items() if value is not None]
    flags = {c.c.over: wanted.over, c.c.must_act: wanted.must_act}
    return where + [column.is_(value) for column, value in flags.items() if value is not None]
