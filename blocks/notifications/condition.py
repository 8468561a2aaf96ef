"""Asking a provider, before something goes out, whether it is still needed.

We POST ``{"notification": <its externalId>, "type": <its code>}`` to the type's ``condition_url``; the answer is
200 with ``{"needed": true}`` or ``{"needed": false}``. Whatever else comes back is no answer: it is asked again, and
is never taken as no.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID

import msgspec

from blocks.notifications.model import DeliveryKey
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import GuardedClient, NoAnswerError

TOGETHER = 2.0
"""Seconds in which providers answer about what goes together; of one that did not it goes alone."""
_LEFT_ALONE = 60.0
"""Seconds for which such a provider is not waited for with others."""


class _Answer(msgspec.Struct, frozen=True):
    needed: bool


class Conditions:
    """Asks providers, and remembers which of them let others wait."""

    def __init__(self) -> None:
        self._slow: dict[UUID, float] = {}

    async def together(
        self, http: GuardedClient, some: Mapping[DeliveryKey, Dispatch]
    ) -> dict[DeliveryKey, bool | None]:
        """Tell which of those that go together still need to; None where nobody said so in time."""
        answers = await asyncio.gather(*(self._in_time(http, of) for of in some.values()))
        return dict(zip(some, answers, strict=True))

    async def _in_time(self, http: GuardedClient, of: Dispatch) -> bool | None:
        if of.type.definition.condition_url is None:
            return True
        clock = asyncio.get_running_loop().time
        if clock() < self._slow.get(of.provider, 0):
            return None
        try:
            async with asyncio.timeout(TOGETHER):
                return await needed(http, of)
        except TimeoutError:
            self._slow[of.provider] = clock() + _LEFT_ALONE
            return None


async def needed(http: GuardedClient, of: Dispatch) -> bool | None:
    """Tell whether a notification still needs to go out; None when nobody said."""
    url = of.type.definition.condition_url
    if url is None:
        return True
    asked = msgspec.json.encode({"notification": of.external_id, "type": of.type.code})
    try:
        answer = await http.post_json(url, asked)
        return msgspec.json.decode(answer.body, type=_Answer).needed if answer.status == 200 else None
    except (NoAnswerError, msgspec.DecodeError, ValueError, RecursionError):
        return None
