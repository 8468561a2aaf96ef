"""What a feed says is taken in as if it were pushed: the highest version counts, and a bad one harms no neighbour."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blocks.notifications import pulling, types
from blocks.notifications.model import NotificationType
from blocks.notifications.rows import types as rows
from profile_core.contract import Environment, ForbiddenError, clock, sources
from tests.notifications.feed.fedtypes import BEGAN, LETTER, TODO, Fed, change, gone
from tests.notifications.played import CITIZENS, PERMIT, type_draft


async def test_new_change_is_a_notification_in_the_inbox(fed: Fed):
    assert await fed.take(change("1")) == []
    assert await fed.stage.deliver() > 0
    row = await fed.row("1")
    assert row["announced_at"] is not None
    assert (row["version"], row["created_at"], row["revision"]) == (1, BEGAN, 1)


async def test_higher_version_changes_it_and_the_same_again_does_not(fed: Fed):
    await fed.take(change("1"))
    for _ in range(2):
        assert await fed.take(change("1", 3)) == []
        row = await fed.row("1")
        assert (row["title"][0]["text"], row["revision"]) == ("1 in versie 3", 2)
    await fed.take(change("1", 2))
    assert (await fed.row("1"))["version"] == 3


async def test_of_one_page_the_highest_version_counts(fed: Fed):
    await fed.take(change("1", 2), change("1", 5), change("1", 4), change("2"))
    assert [(row["external_id"], row["version"]) for row in await fed.rows()] == [("1", 5), ("2", 1)]


async def test_what_was_deleted_stays_so_also_when_it_never_was_here(fed: Fed):
    await fed.take(change("1"), gone("2", 2))
    await fed.take(gone("1", 2), change("2", 1))
    await fed.take(change("1", 1), change("1", 3), change("2", 3))
    rows = await fed.rows()
    assert [(row["external_id"], row["title"], row["deleted_at"] is None) for row in rows] == [
        ("1", [], False),
        ("2", [], False),
    ]
    assert await fed.stage.deliver() >= 0
    assert all(row["announced_at"] is None for row in await fed.rows())


async def test_task_is_done_when_its_provider_says_so(fed: Fed):
    done_at = BEGAN + timedelta(hours=5)
    await fed.take(change("1", 2, of=TODO))
    await fed.take(change("1", 1, of=TODO, doneAt=done_at))
    row = await fed.row("1")
    assert (row["done_at"], row["done_by"], row["version"]) == (done_at, None, 2)
    assert await fed.take(change("2", doneAt=done_at)) == [("2", "item.kind")]


async def test_moved_deadline_is_kept(fed: Fed):
    later = clock.ahead(86_400 * 60).replace(microsecond=0)
    await fed.take(change("1", of=TODO))
    await fed.take(change("1", 2, of=TODO, deadline=later))
    assert (await fed.row("1"))["deadline"] == later


async def test_bad_change_is_refused_alone(fed: Fed):
    refused = await fed.take(
        b'{"type": 3}',
        change("1"),
        change("2", version=None),
        change("3", of="fed.unknown"),
        change("4", of=PERMIT),
        change("5", recipient={"nationalNumber": "12345678901"}),
        change("6", title=[]),
        change("7", createdAt="2026-11-01T10:00:00"),
        change(f"file-{CITIZENS[0]}"),
    )
    assert refused == [
        ("", "item.shape"),
        ("2", "item.version"),
        ("3", "type.unknown"),
        ("4", "type.mode"),
        ("5", "recipient.national_number"),
        ("6", "item.title"),
        ("7", "item.shape"),
        ("", "text.national_number"),
    ]
    assert [row["external_id"] for row in await fed.rows()] == ["1"]


async def test_page_waits_for_an_agreement(fed: Fed):
    live = Fed(stage=fed.stage, source=replace(fed.source, environment=Environment.LIVE))
    with pytest.raises(ForbiddenError):
        await live.take(change("1"))
    assert await fed.rows() == []


async def test_feeds_are_followed_as_long_as_a_type_wants_them(fed: Fed):
    platform, gent = fed.stage.platform, fed.stage.gent
    for _ in range(2):
        await pulling.follow(platform)
        assert await _followed(fed) == [fed.source.id]
    for code in (LETTER, TODO):
        kind = (await _type(fed, code)).kind
        pushed = type_draft(gent, code, kind)
        await types.update(platform, gent, pushed, dry_run=False)
    await pulling.follow(platform)
    assert await _followed(fed) == [fed.source.id], "the former door stays open for a day"
    assert await fed.take(change("1")) == []
    await _close_former_doors(fed)
    await pulling.follow(platform)
    assert await _followed(fed) == []
    assert await fed.take(change("2")) == [("2", "type.mode")]


async def test_feed_of_another_source_is_refused(fed: Fed):
    other = replace(fed.source, code="other")
    assert await Fed(stage=fed.stage, source=other).take(change("1")) == [("1", "type.mode")]


async def _followed(fed: Fed) -> list[object]:
    async with fed.stage.platform.store.read() as tx:
        return [one.source for one in await sources.followed(tx, "notifications")]


async def _type(fed: Fed, code: str) -> NotificationType:
    async with fed.stage.platform.store.read() as tx:
        return (await rows.by_code(tx, fed.stage.gent, [code]))[code]


async def _close_former_doors(fed: Fed) -> None:
    async with fed.stage.platform.store.begin() as tx:
        for one in await rows.every(tx, fed.stage.gent):
            await rows.put(tx, replace(one, former=()))
