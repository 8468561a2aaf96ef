"""What a citizen may see, decided at every read and never when it is written."""

import sqlalchemy as sa

from blocks.notifications.model import Kind, TaskState
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Acting, clock


def to(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for all that a citizen sees of a subject."""
    return (n.c.bucket == acting.subject.bucket, n.c.subject_id == acting.subject.id, *anybody())


def known(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for all of a subject that a citizen can name: what they see, and what a live source showed."""
    return (*_mine(acting), sa.or_(n.c.announced_at.is_not(None), n.c.live))


def marked(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for all of a subject that a citizen can mark.

    That is also what a live source showed and what was stored since, a moment before it is in the inbox.
    """
    asked_for = n.c.type_id.in_(sa.select(t.c.id).where(t.c.asks))
    return (*_mine(acting), sa.or_(n.c.announced_at.is_not(None), n.c.live, asked_for))


def anybody() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for all that is in anybody's inbox: announced, and neither withdrawn nor over."""
    return (n.c.announced_at.is_not(None), *_stands())


def _mine(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    return (n.c.bucket == acting.subject.bucket, n.c.subject_id == acting.subject.id, *_stands())


def _stands() -> tuple[sa.ColumnElement[bool], ...]:
    lasts = sa.or_(n.c.expires_at.is_(None), n.c.expires_at > clock.now())
    return (n.c.retracted_at.is_(None), n.c.deleted_at.is_(None), lasts)


def unread() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what makes it unread."""
    return (n.c.read_at.is_(None), n.c.archived_at.is_(None))


def ahead() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what may still ask something of the citizen: a task that is not done, an appointment.

    The kind is written out, so that the database sees that its index holds these.
    """
    asks = n.c.kind != sa.literal_column("'MESSAGE'")
    in_time = sa.or_(n.c.deadline.is_(None), n.c.deadline >= clock.now())
    return (asks, n.c.done_at.is_(None), n.c.archived_at.is_(None), in_time)


def task(state: TaskState) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for tasks in a state."""
    if state is TaskState.DONE:
        return (n.c.kind == Kind.TASK, n.c.done_at.is_not(None))
    late = n.c.deadline < clock.now()
    in_time = sa.or_(n.c.deadline.is_(None), sa.not_(late))
    return (n.c.kind == Kind.TASK, n.c.done_at.is_(None), late if state is TaskState.EXPIRED else in_time)
