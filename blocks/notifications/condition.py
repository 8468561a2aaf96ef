"""Asking a provider, before something goes out, whether it is still needed.

We POST ``{"notification": <its externalId>, "type": <its code>}`` to the type's ``condition_url``; the answer is
200 with ``{"needed": true}`` or ``{"needed": false}``. Whatever else comes back is no answer: it is asked again, and
is never taken as no.
"""

import msgspec

from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import GuardedClient, NoAnswerError


class _Answer(msgspec.Struct, frozen=True):
    needed: bool


async def needed(http: GuardedClient, of: Dispatch) -> bool | None:
    """Tell whether a notification still needs to go out; None when nobody said."""
    url = of.type.definition.condition_url
    if url is None:
        return True
    asked = msgspec.json.encode({"notification": of.external_id, "type": of.type.code})
    try:
        answer = await http.post_json(url, asked)
        return msgspec.json.decode(answer.body, type=_Answer).needed if answer.status == 200 else None
    except (NoAnswerError, msgspec.DecodeError, UnicodeDecodeError):
        return None
