"""What other blocks have to tell a citizen becomes a notification, of the type that the provider registered for it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from blocks.notifications import ingest
from blocks.notifications.check import fitting
from blocks.notifications.model import Item, Key, NotificationType, Value
from blocks.notifications.rows import types
from profile_core.contract import Caller, CitizenNotice, Platform, Tx, clock, recipients

_BLOCK = "notifications"


def hearing(platform: Platform) -> Callable[[Tx, Sequence[CitizenNotice]], Awaitable[None]]:
    """Return what hears notices in this process."""

    async def hear(tx: Tx, facts: Sequence[CitizenNotice]) -> None:
        """Register a notification for each notice.

        It stays once by its natural key: the type, and the notice's own key. Told again with other values, the
        first stays. A provider that has no type for the topic, paused it, or has no agreement, wants none. A text
        that does not work with these values fails here, and is kept where the operator sees it.
        """
        for fact in facts:
            await _register(tx, platform, fact)

    return hear


async def _register(tx: Tx, platform: Platform, fact: CitizenNotice) -> None:
    caller = Caller(
        client_id=_BLOCK, provider=fact.provider, environment=fact.environment, scopes=frozenset()
    )
    today = clock.today(platform.settings.timezone)
    wanted = await types.of_notice(tx, caller, fact.topic)
    if wanted is None or not await recipients.agreed(tx, caller, _BLOCK, today):
        return
    moment = clock.now()
    await ingest.take(tx, platform, caller, [_news(fact, wanted, moment)], moment)


def _news(fact: CitizenNotice, wanted: NotificationType, moment: datetime) -> ingest.News:
    values = tuple(Value(name=name, value=value) for name, value in sorted(fact.values.items()))
    item = Item(title=None, text=None, values=values, link=fact.link, group_id=fact.group_id)
    path = ("notice", fact.topic)
    return ingest.News(
        key=Key(
            bucket=fact.subject.bucket,
            subject=fact.subject.id,
            type=wanted.id,
            external_id=f"notice:{fact.key}",
        ),
        item=item,
        path=path,
        content=fitting.fitted(item, wanted.definition, path=path, moment=moment),
    )
