"""The audit line of what leaves by a channel: by which way, what and of whom; one a call, however often it is tried."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from blocks.notifications.plan import OWN
from profile_core.contract import Tx, audit, outbound

_EMAIL, _WEB_PUSH = "email", "web_push"
_APART = timedelta(minutes=1)
"""As far as the clocks of two workers may be apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A call that is about to be carried, by a channel, for a provider, with some notifications."""

    call: outbound.Call
    channel: str
    provider: UUID
    notifications: Collection[UUID]


async def note(tx: Tx, leaving: Sequence[Leaving]) -> Sequence[None]:
    """Write a line for each call that has none yet; an attempt before may have written it and got no further."""
    ours = (_EMAIL, _WEB_PUSH, OWN)
    await _write(tx, "notifications.mailed", [one for one in leaving if one.channel == _EMAIL])
    await _write(tx, "notifications.pushed", [one for one in leaving if one.channel == _WEB_PUSH])
    await _write(tx, "notifications.handed_over", [one for one in leaving if one.channel == OWN])
    await _write(tx, "notifications.sent", [one for one in leaving if one.channel not in ours])
    return [None] * len(leaving)


async def _write(tx: Tx, action: str, some: Sequence[Leaving]) -> None:
    known = await _known(tx, action, [one.call for one in some if one.call.attempts > 1])
    lines = [(one.call.subject, _detail(one)) for one in some if str(one.call.id) not in known]
    if lines:
        await audit.record_lines(tx, lines, actor="notifications", action=action, purpose="notifications")


async def _known(tx: Tx, action: str, calls: Sequence[outbound.Call]) -> set[str]:
    if not calls:
        return set()
    since = min(call.told_at for call in calls) - _APART
    rows = await audit.recorded(tx, {call.subject for call in calls}, action, since)
    return {row.detail.get("call", "") for row in rows}


def _detail(one: Leaving) -> dict[str, str]:
    """Name ids and codes only; a provider is told where it carries by a channel of its own."""
    told = {"providers": str(one.provider)} if one.channel == OWN else {}
    ids = " ".join(map(str, one.notifications))
    return {"channel": one.channel, "call": str(one.call.id), "ids": ids, **told}
