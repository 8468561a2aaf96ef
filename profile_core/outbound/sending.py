"""One attempt at one call: what is sent, and what the answer means."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from profile_core.kit import clock
from profile_core.outbound.model import Call, Outcome, Use
from profile_core.sources import GuardedClient, NoAnswerError


async def attempt(http: GuardedClient, use: Use, call: Call) -> Outcome:
    """Make the post anew and send it: 2xx is done, what is permanent for the use is refused, the rest comes again."""
    post = await use.prepare(call)
    headers = {"webhook-id": str(call.id), **post.headers}
    try:
        answer = await http.hand_over(post.address, post.body, headers=headers)
    except NoAnswerError as error:
        return Outcome(kind="later", error=str(error))
    if 200 <= answer.status < 300:
        return Outcome(kind="done", status=answer.status)
    if answer.status in use.permanent:
        return Outcome(kind="refused", status=answer.status)
    return Outcome(kind="later", status=answer.status, wait=_retry_after(answer.headers))


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that a receiver asked to be left alone (RFC 9110 section 10.2.3), 0 when it did not."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max(0.0, (clock.as_utc(parsedate_to_datetime(said)) - clock.now()).total_seconds())
    except (ValueError, OverflowError):
        return 0.0
