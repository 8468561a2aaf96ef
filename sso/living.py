"""Whose session and token still live, asked for many at once while their live streams are open.

The same is asked of a token at every use (``authenticate``). All streams of a process together cost three
statements, and one more where citizens act for others at test sites.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from profile_core.contract import Acting, Environment, Life, Reach, Tx, clock, directory, ids, subjects
from profile_core.directory.model import Application
from sso.agreements import HEADER
from sso.rows import client_sessions
from sso.token import denied

_Row = Any


async def living(tx: Tx, actings: Sequence[Acting]) -> list[Life]:
    """Say of each whether its session lives, there and with us, and its token still serves.

    Asking prolongs nothing. When a token is too old, it says itself (``Token.until``).
    """
    sids = {sid for acting in actings if (sid := ids.parse_id(acting.sid))}
    rows = await client_sessions.living(tx, sids, at=clock.now())
    applications = await directory.applications(tx, {row.client_id for row in rows})
    real = await _real(tx, [row for row in rows if _is_test(applications.get(row.client_id))])
    held = {row.sid.hex: row for row in rows if row.sid not in real}
    tokens = {acting.token.id for acting in actings if acting.token}
    revoked = await denied.which_denied(tx, tokens)
    return [_life(acting, held.get(acting.sid), applications, revoked) for acting in actings]


def _life(
    acting: Acting, held: _Row | None, applications: Mapping[str, Application], revoked: Collection[str]
) -> Life:
    if held is None:
        return Life.SESSION_OVER
    if acting.token is None:
        return Life.LIVES
    serves = _serves(acting, applications.get(held.client_id))
    return Life.LIVES if serves and acting.token.id not in revoked else Life.TOKEN_OVER


def _serves(acting: Acting, application: Application | None) -> bool:
    """Tell whether an application is registered still, and with the right to the header where that is open."""
    if application is None:
        return False
    return acting.reach is not Reach.HEADER or HEADER in application.scopes


def _is_test(application: Application | None) -> bool:
    return application is not None and application.environment is Environment.TEST


async def _real(tx: Tx, rows: Sequence[_Row]) -> set[UUID]:
    """Return those that belong to a real citizen, or are about one: at a test application they count as ended."""
    about = {row.role_subject_id for row in rows if row.role_subject_id != row.subject_id}
    found = await subjects.by_id(tx, sorted(about)) if about else {}
    synthetic = {one for one, subject in found.items() if subject.synthetic}
    return {
        row.sid
        for row in rows
        if not row.synthetic or row.role_subject_id not in synthetic | {row.subject_id}
    }
