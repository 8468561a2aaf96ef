"""What a feed says is taken as if it were pushed; what is wrong is refused by itself, and named."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from blocks.file_status import choosing, pulling
from blocks.file_status.rows.tables import file_table
from profile_core.contract import ForbiddenError, InvalidError, WrongModeError, clock, sources
from profile_core.sources import Mode
from profile_core.sources.rows import feeds
from tests.file_status.played import Stage, asks, feed, file, moved, source, status
from tests.notifications.played import live, refusals


@pytest.fixture
async def cases(stage: Stage) -> sources.Source:
    """Give a source from whose feed Ghent's files are read."""
    made = await source(stage)
    await choosing.choose(stage.platform, stage.gent, Mode.PULL_FEED, made.code, dry_run=False)
    return made


def gone(external_id: str) -> dict[str, str]:
    return {"externalId": external_id, "deletedAt": clock.rfc3339(clock.now())}


async def test_good_changes_are_taken_beside_bad_ones_which_are_named(stage: Stage, cases: sources.Source):
    wrong = [{"externalId": "2"}, {"externalId": 3}, {"externalId": "88.02.14-000.84", "name": 1}]
    refused = await feed(stage, cases, file("1", asks()), *wrong, file("5", status(phase="none")))
    assert [(one.external_id, one.code) for one in refused] == [
        ("2", "file.shape"),
        ("", "file.shape"),
        ("", "file.shape"),
        ("5", "file.phase"),
    ]
    [seen] = await stage.listed()
    assert (seen.external_id, seen.must_act) == ("1", True)


async def test_what_is_deleted_stays_so_whatever_comes_after(stage: Stage, cases: sources.Source):
    assert await feed(stage, cases, file("1"), gone("1"), gone("2")) == []
    assert await feed(stage, cases, file("1", minutes=9), file("2", minutes=9)) == []
    assert await stage.listed() == []
    assert await stage.count(file_table) == 2


async def test_what_was_refused_is_shown_by_the_block_that_refused_it(stage: Stage, cases: sources.Source):
    mine = sources.Followed(source=cases.id, block="file_status")
    other = sources.Followed(source=cases.id, block="notifications")
    why = sources.Refused(type="", external_id="7", code="file.shape", message="Odd.")
    async with stage.platform.store.begin() as tx:
        await feeds.refuse(tx, mine, [why])
        await feeds.refuse(tx, other, [replace(why, external_id="8")])
    async with stage.platform.store.read() as tx:
        found = await feeds.refused(tx, stage.gent, "file_status", first=10)
        assert [one.external_id for one in found] == ["7"]
        assert await feeds.refused(tx, stage.aalst, "file_status", first=10) == []


async def test_source_that_was_not_chosen_is_not_read(stage: Stage, cases: sources.Source):
    other = await source(stage, "others")
    [refused] = await feed(stage, other, file("1"))
    assert refused.code == "file.mode"


async def test_without_an_agreement_the_page_waits(stage: Stage):
    real = live(stage.gent)
    made = await source(stage, caller=real)
    with pytest.raises(ForbiddenError):
        await feed(stage, made, file("1"))


async def test_both_doors_are_open_for_a_day_and_then_one(
    stage: Stage, cases: sources.Source, monkeypatch: pytest.MonkeyPatch
):
    assert refusals(await stage.register(file("1"))) == [None]
    later = datetime.now(UTC).replace(year=2027)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(WrongModeError):
        await stage.register(file("2"))
    with pytest.raises(WrongModeError):
        await stage.update(moved("1", status(1)))
    assert await feed(stage, cases, file("3")) == []


async def test_feeds_are_followed_that_are_wanted_and_no_others(stage: Stage, cases: sources.Source):
    async def followed() -> set[object]:
        await pulling.follow(stage.platform)
        async with stage.platform.store.read() as tx:
            return {one.source for one in await sources.followed(tx, "file_status")}

    assert await followed() == {cases.id}
    await choosing.choose(stage.platform, stage.gent, Mode.PUSH, None, dry_run=False)
    assert await followed() == {cases.id}, "for a day more"


@pytest.mark.parametrize(
    ("mode", "code"), [(Mode.PUSH, "cases"), (Mode.PULL_FEED, None), (Mode.PULL_LIVE, "none")]
)
async def test_mode_must_fit_its_source(stage: Stage, cases: sources.Source, mode, code):
    with pytest.raises(InvalidError) as error:
        await choosing.choose(stage.platform, stage.gent, mode, code, dry_run=False)
    assert error.value.code == "file.source"
