"""A source whose types still name it is removed: its feed ends, what came stays, and one of its code begins anew."""

from dataclasses import replace

import httpx2
import pytest

from blocks.notifications import pulling, types
from blocks.notifications.model import Mode
from profile_core.contract import InvalidError, clock, ids, sources
from profile_core.sources import registry
from profile_core.sources.rows import feeds, registered
from tests.notifications.asked import ask, listed
from tests.notifications.feed.fedtypes import LETTER, Fed, change
from tests.notifications.played import type_draft

REMOVE = 'mutation { removeSource(code: "main") { __typename ... on RemovedSource { code } } }'
FEEDS = "{ sources { code feeds { block polledAt failures awaySince lastError } } }"
REFUSALS = "{ notifications { feedRefusals { externalId } } }"


async def followed(fed: Fed) -> list[sources.Followed]:
    await pulling.follow(fed.stage.platform)
    async with fed.stage.platform.store.read() as tx:
        return await sources.followed(tx, "notifications")


async def advanced(fed: Fed, cursor: str, *refused: sources.Refused) -> None:
    """Take a page as a worker does."""
    store = fed.stage.platform.store
    async with store.begin() as tx:
        [one] = await feeds.claim(tx, "notifications", ids.plain_id(), lease=60, most=9)
        assert await feeds.advance(tx, replace(one, cursor=cursor), wait=0)
        await feeds.refuse(tx, one, refused)


@pytest.fixture
async def removed(fed: Fed, gateway: httpx2.AsyncClient) -> Fed:
    """Follow a feed for a while, then remove its source."""
    await followed(fed)
    await fed.take(change("1"))
    await fed.stage.deliver()
    await advanced(fed, "17", *(await fed.refuse(change("2", title=[]))))
    said = await ask(gateway, fed.stage.gent, REMOVE)
    assert said["data"]["removeSource"] == {"__typename": "RemovedSource", "code": "main"}
    return fed


async def test_what_came_by_it_stays_and_nothing_else(removed: Fed, gateway: httpx2.AsyncClient):
    nodes = (await listed(gateway, removed.stage.citizen()))["list"]["nodes"]
    assert [one["title"] for one in nodes] == ["1 in versie 1"]
    assert await followed(removed) == []
    assert (await ask(gateway, removed.stage.gent, REFUSALS))["data"]["notifications"]["feedRefusals"] == []


async def test_type_that_still_names_it_says_so_when_it_is_written_again(removed: Fed):
    platform, gent = removed.stage.platform, removed.stage.gent
    named = replace(type_draft(gent, LETTER), mode=Mode.PULL_FEED, source="main", category="mobility")
    with pytest.raises(InvalidError) as refused:
        await types.update(platform, gent, named, dry_run=False)
    assert refused.value.code == "type.source"
    pushed = replace(named, mode=Mode.PUSH, source=None)
    assert (await types.update(platform, gent, pushed, dry_run=False)).definition.mode is Mode.PUSH


async def test_one_of_its_code_is_followed_from_its_beginning_and_shows_nothing_twice(
    removed: Fed, gateway: httpx2.AsyncClient
):
    fresh = replace(removed.source, id=ids.plain_id(), created_at=clock.now())
    async with removed.stage.platform.store.begin() as tx:
        await registered.put(tx, fresh)
    [one] = await followed(removed)
    assert (one.source, one.cursor, one.failures) == (fresh.id, None, 0)
    anew = Fed(stage=removed.stage, source=fresh)
    assert await anew.take(change("1"), change("2")) == []
    await removed.stage.deliver()
    nodes = (await listed(gateway, removed.stage.citizen()))["list"]["nodes"]
    assert sorted(one["title"] for one in nodes) == ["1 in versie 1", "2 in versie 1"]


async def test_provider_reads_how_its_feed_is(fed: Fed, gateway: httpx2.AsyncClient):
    await followed(fed)
    async with fed.stage.platform.store.begin() as tx:
        [one] = await feeds.claim(tx, "notifications", ids.plain_id(), lease=60, most=9)
        assert await feeds.fail(tx, one, "it answered 500", wait=25)
    [source] = (await ask(gateway, fed.stage.gent, FEEDS))["data"]["sources"]
    [feed] = source["feeds"]
    assert (feed["block"], feed["failures"], feed["lastError"]) == ("notifications", 1, "it answered 500")
    assert feed["awaySince"] is not None and feed["polledAt"] is None
    assert (await ask(gateway, fed.stage.aalst, FEEDS))["data"]["sources"] == []


async def test_dry_run_takes_nothing_away(fed: Fed):
    before = await followed(fed)
    await registry.remove(fed.stage.platform.store, fed.stage.gent, "main", dry_run=True)
    assert await followed(fed) == before
