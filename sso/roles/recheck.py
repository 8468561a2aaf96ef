"""Whether a role still holds: its source is asked again while a client session acts in it, never in a transaction."""

from datetime import timedelta

from profile_core.contract import clock
from profile_core.contract.roles import SELF
from sso import ending
from sso.issuer import Issuer
from sso.model import ClientSession
from sso.roles import gather
from sso.rows import client_sessions

_FRESH = timedelta(seconds=300)
"""For so long nobody is asked again: as long as an access token lasts."""
_TRUSTED = timedelta(seconds=3600)
"""For so long a role goes on while its source does not answer; then it is refused until the source confirms it."""


def is_due(held: ClientSession) -> bool:
    """Tell whether the source must be asked again before the role is used."""
    return held.role.code != SELF and clock.now() - held.checked_at > _FRESH


async def stands(issuer: Issuer, held: ClientSession) -> bool:
    """Ask the source where that is due; a role that is no longer held ends the client session, and its site is told."""
    if not is_due(held):
        return True
    answer = await _asked(issuer, held)
    at = clock.now()
    if answer is None:
        return at - held.checked_at <= _TRUSTED
    async with issuer.platform.store.begin() as tx:
        if answer:
            await client_sessions.check_role(tx, held.id, at=at)
        else:
            await ending.end_client_session(tx, held.id, "role_ended")
    return answer


async def _asked(issuer: Issuer, held: ClientSession) -> bool | None:
    """Ask, unless the source was away a moment ago, so that no page waits for it; None when there is no answer."""
    about, breaker = held.session.subject.id, issuer.unconfirmed[held.role.source]
    if not breaker.lets(about):
        return None
    answer = await gather.holds(issuer, held.session, held.role)
    if answer is None:
        breaker.failed(about)
    else:
        breaker.answered(about)
    return answer
