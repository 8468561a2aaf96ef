"""One attempt at one call: what is sent, and what the answer means."""

from collections.abc import Awaitable, Callable, Collection

from profile_core.outbound.model import PERMANENT, Attempt, Call, Outcome, Post
from profile_core.sources import Answer, GuardedClient, NoAnswerError

_TOO_MANY, _OF_THE_SERVER = 429, 500


def posting(prepare: Callable[[Call], Awaitable[Post]], *, permanent: Collection[int] = PERMANENT) -> Attempt:
    """Return attempts that post by HTTP what ``prepare`` makes anew for each, signature included.

    2xx is done, a status in ``permanent`` is refused, the rest comes again.
    """

    async def attempt(http: GuardedClient, call: Call) -> Outcome:
        return await post(http, call, await prepare(call), permanent)

    return attempt


async def post(
    http: GuardedClient, call: Call, what: Post, permanent: Collection[int] = PERMANENT
) -> Outcome:
    """Send one post, and say what the answer means."""
    headers = {"webhook-id": str(call.id), **what.headers}
    return await outcome_of(http.hand_over(what.address, what.body, headers=headers), permanent)


async def outcome_of(answering: Awaitable[Answer], permanent: Collection[int] = PERMANENT) -> Outcome:
    """Wait for an answer, and say what it means."""
    try:
        answer = await answering
    except NoAnswerError as error:
        return Outcome(kind="later", error=str(error), away=True)
    if 200 <= answer.status < 300:
        return Outcome(kind="done", status=answer.status)
    if answer.status in permanent:
        return Outcome(kind="refused", status=answer.status)
    away = answer.status == _TOO_MANY or answer.status >= _OF_THE_SERVER
    return Outcome(kind="later", status=answer.status, wait=answer.retry_after, away=away)
