"""The one way in which sessions end on purpose: every site that had a part of one is told, in the same transaction.

A session that ends by disuse, or at its absolute end, tells nobody: disuse is of our own pages (traffic of the
header is no use), and a citizen may be busy at a site all the while. Its sites find their tokens refused, keep
the limits of their own sessions, and are told when the citizen logs out after all.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from profile_core import audit, outbound
from profile_core.contract import SubjectRef, Tx, clock
from profile_core.directory import rows as directory
from sso.rows import codes, endings
from sso.rows.endings import Ended, Whose

USE = "sso.logout"
"""The name of the use of outbound that tells a site."""
_AT_LEAST = 6 * 3600.0
"""Seconds for which a site is told at least: its own session may last longer than what was left of ours."""
Why = Literal[
    "logout",
    "revoked",
    "another_citizen",
    "begun_anew",
    "code_replayed",
    "refresh_token_reused",
    "role_ended",
    "site_removed",
    "origin_taken",
    "erased",
]


async def end_session(tx: Tx, session: UUID, why: Why) -> bool:
    """End a session and what every client has of it; False when it had ended."""
    at = clock.now()
    ended = await endings.end_session(tx, session, at=at)
    if ended is None:
        return False
    clients = await endings.end_clients(tx, session, at=at)
    await _tell(tx, ended, clients)
    detail = {"session": session.hex, "clients": " ".join(sorted({one.client_id for one in clients}))}
    await _note(tx, ended.subject, "sso.session_ended", why, detail)
    return True


async def end_client_session(tx: Tx, sid: UUID, why: Why) -> bool:
    """End what one client has of a session, which goes on; False when it had ended."""
    ended = await endings.end_client(tx, sid, at=clock.now())
    return ended is not None and await _follow(tx, ended, why)


async def end_all_of(tx: Tx, client_id: str, bucket: int, why: Why) -> None:
    """End all that a client has in a bucket, consents too; call it while the client is registered still."""
    for ended in await endings.end_all_of(tx, client_id, bucket, at=clock.now()):
        await _follow(tx, ended, why)
    await endings.forget_consents(tx, client_id, bucket)


async def _follow(tx: Tx, ended: Ended, why: Why) -> bool:
    """Tell the site of a client session that ended, and note it; False where its session is forgotten."""
    whose = await endings.whose(tx, ended.session)
    if whose is None:
        return False
    await _tell(tx, whose, [ended])
    detail = {"sid": ended.sid.hex, "clients": ended.client_id}
    await _note(tx, whose.subject, "sso.client_session_ended", why, detail)
    return True


async def _tell(tx: Tx, whose: Whose, clients: Sequence[Ended]) -> None:
    """Write down which sites must be told; ``sid`` is the key, so that each is told once of each.

    A site that never redeemed its code knows nothing of the client session, and is told nothing.
    """
    sids = {one.sid for one in clients}
    unknown = await codes.never_redeemed(tx, whose.subject.bucket, sids, at=clock.now())
    applications = await directory.applications(tx, {one.client_id for one in clients})
    for one in clients:
        application = applications.get(one.client_id)
        if one.sid in unknown or application is None or not application.backchannel_logout_uri:
            continue
        await outbound.tell(
            tx,
            use=USE,
            subject=whose.subject,
            key=one.sid.hex,
            address=application.backchannel_logout_uri,
            payload={"client_id": one.client_id, "sector": str(application.provider), "sid": one.sid.hex},
            until=max(whose.ends_at, clock.ahead(_AT_LEAST)),
        )


async def _note(tx: Tx, subject: SubjectRef, action: str, why: Why, detail: dict[str, str]) -> None:
    await audit.record(tx, subject=subject, actor="sso", action=action, purpose=why, detail=detail)
