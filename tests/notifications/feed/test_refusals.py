"""What of a feed was refused is read by its provider alone, each environment by itself."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2
import pytest

from profile_core.contract import Caller, Environment, clock, ids, sources
from profile_core.sources.rows import feeds, registered
from tests.notifications.asked import ask
from tests.notifications.feed.fedtypes import Fed, change
from tests.notifications.played import CITIZENS, live

REFUSALS = """query Refusals($first: Int! = 100) {
  notifications { feedRefusals(first: $first) { type externalId code message at } }
}"""


async def refused(client: httpx2.AsyncClient, who: Caller, **asked: Any) -> list[dict[str, Any]]:
    return (await ask(client, who, REFUSALS, **asked))["data"]["notifications"]["feedRefusals"]


async def keep(fed: Fed, *changes: dict[str, Any]) -> None:
    """Take a page and keep what is refused, as the worker does."""
    await keep_of(fed, fed.source, await fed.refuse(*changes))


async def keep_of(fed: Fed, source: sources.Source, some: list[sources.Refused]) -> None:
    followed = sources.Followed(source=source.id, block="notifications")
    async with fed.stage.platform.store.begin() as tx:
        await feeds.refuse(tx, followed, some)


@pytest.fixture
async def others(fed: Fed) -> list[Caller]:
    """Give another provider and Ghent's live program, each with a refusal of its own under the same keys."""
    found = [fed.stage.aalst, live(fed.stage.gent)]
    for who in found:
        source = replace(
            fed.source, id=ids.plain_id(), provider=who.provider, environment=Environment(who.environment)
        )
        async with fed.stage.platform.store.begin() as tx:
            await registered.put(tx, source)
        theirs = sources.Refused(type="fed.letter", external_id="7", code="theirs", message=who.client_id)
        await keep_of(fed, source, [theirs])
    return found


async def test_provider_reads_what_was_refused_and_why(fed: Fed, gateway: httpx2.AsyncClient):
    before = clock.now()
    await keep(
        fed, change("7", title=[]), change("8"), change("9", recipient={"nationalNumber": "12345678901"})
    )
    lines = await refused(gateway, fed.stage.gent)
    assert [(one["type"], one["externalId"], one["code"]) for one in lines] == [
        ("fed.letter", "7", "item.title"),
        ("fed.letter", "9", "recipient.national_number"),
    ]
    assert all(one["message"] and "12345678901" not in one["message"] for one in lines)
    assert all(datetime.fromisoformat(one["at"]) >= before.replace(microsecond=0) for one in lines)


async def test_another_provider_and_the_other_environment_see_nothing_of_it(
    fed: Fed, gateway: httpx2.AsyncClient, others: list[Caller]
):
    await keep(fed, change("7", title=[]))
    assert [one["code"] for one in await refused(gateway, fed.stage.gent)] == ["item.title"]
    for who in others:
        assert [one["message"] for one in await refused(gateway, who)] == [who.client_id]


async def test_refused_again_it_is_one_line_with_the_last_reason(fed: Fed, gateway: httpx2.AsyncClient):
    await keep(fed, change("7", title=[]))
    await keep(fed, change("7", link="nowhere"))
    [line] = await refused(gateway, fed.stage.gent)
    assert line["code"] == "item.link"


async def test_newest_come_first_and_no_more_than_asked_for(fed: Fed, gateway: httpx2.AsyncClient):
    for at in range(3):
        await keep(fed, change(str(at), title=[]))
    named = [one["externalId"] for one in await refused(gateway, fed.stage.gent, first=2)]
    assert named == ["2", "1"]
    for first in (0, -1):
        assert await refused(gateway, fed.stage.gent, first=first) == []


async def test_refusal_names_nobody_whatever_the_change_says(fed: Fed, gateway: httpx2.AsyncClient):
    number = CITIZENS[0]
    await keep(
        fed, change(f"file-{number}"), change("7", of=f"type-{number}"), change("8", link=f"x:{number}")
    )
    assert number not in str(await refused(gateway, fed.stage.gent))
