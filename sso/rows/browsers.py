"""Statements on browsers: which session was begun last in one, and which sessions its cookies were given for."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.contract import Tx, ids
from sso.rows.shapes import has_id, with_id
from sso.tables import browser_table as b, client_session_table as c, session_table as s

_WHOSE = (s.c.id, s.c.subject_id, s.c.idle_at, s.c.ends_at, s.c.ended_at)


async def hold(tx: Tx, browser: UUID, *, ends_at: datetime) -> UUID | None:
    """Return the session of a browser, also of one that is new; its next login waits until ``tx`` ends."""
    statement = insert(b).values(with_id(browser, {"ends_at": ends_at}))
    fresh = {"ends_at": statement.excluded.ends_at}
    statement = statement.on_conflict_do_update(index_elements=(b.c.bucket, b.c.id), set_=fresh)
    return await tx.value(statement.returning(b.c.session_id))


async def note(tx: Tx, browser: UUID, session: UUID) -> None:
    """Note which session was begun in a browser."""
    await tx.run(sa.update(b).where(*has_id(b, browser)).values(session_id=session))


async def noted(tx: Tx, browser: UUID) -> UUID | None:
    """Return the session that was begun last in a browser; a login there waits until ``tx`` ends."""
    return await tx.value(sa.select(b.c.session_id).where(*has_id(b, browser)).with_for_update())


async def of_id(tx: Tx, session: UUID) -> sa.Row[Any] | None:
    """Return whose a session is, live or not."""
    return await tx.row(sa.select(*_WHOSE).where(*has_id(s, session)))


async def of_secret(tx: Tx, session: UUID, *, digest: bytes) -> sa.Row[Any] | None:
    """Return the same to the browser that knows the session's secret."""
    return await tx.row(sa.select(*_WHOSE).where(*has_id(s, session), s.c.digest == digest))


async def of_pages(tx: Tx, sid: UUID, *, digest: bytes) -> sa.Row[Any] | None:
    """Return the same to the browser that knows the secret of what our pages have of the session."""
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    known = (*has_id(c, sid), s.c.bucket == ids.bucket_of(sid), c.c.digest == digest)
    return await tx.row(sa.select(*_WHOSE).select_from(c.join(s, both)).where(*known))
