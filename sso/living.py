"""Whose session still lives, asked for many at once while their live streams are open."""

from collections.abc import Sequence

from profile_core.contract import Acting, Tx, clock, ids
from sso.rows import client_sessions


async def living(tx: Tx, actings: Sequence[Acting]) -> set[str]:
    """Return the ``sid`` of those whose session, there and with us, has not ended; asking prolongs nothing."""
    sids = {sid for acting in actings if (sid := ids.parse_id(acting.sid))}
    return {sid.hex for sid in await client_sessions.living(tx, sids, at=clock.now())}
