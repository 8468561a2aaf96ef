"""Files that lie with their provider and move on: the citizen is told once, and what is told is not kept."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from msgspec import structs

from blocks.file_status import announce
from blocks.file_status.announce import Announced, Draft
from blocks.file_status.rows.tables import copy_table, event_table
from blocks.file_status.telling import ACTION_NEEDED, CHANGED
from blocks.notifications import types
from blocks.notifications.rows import inbox
from profile_core.contract import Caller, Recipient, Text, WrongModeError
from tests.file_status.played import ANN, BEN, Stage, at, file
from tests.file_status.shelves import Shelf, shelf_of
from tests.notifications.asked import ask
from tests.notifications.played import type_draft
from tests.sources.played import Provider

BOTH = {CHANGED: "file.changed", ACTION_NEEDED: "file.action"}
ANNOUNCE = """mutation A($items: [FileAnnouncementInput!]!, $dryRun: Boolean! = false) {
  done: announceFiles(items: $items, dryRun: $dryRun) {
    __typename ... on AnnouncedFile { externalId changed } ... on Error { code path } } }"""


@pytest.fixture
async def shelf(stage: Stage, provider: Provider) -> Shelf:
    """Give the shelf from which Aalst answers, which has types for what is told of files."""
    for topic, code in BOTH.items():
        text = [Text(language="nl", text=f"{code} {{code}}.")]
        wanted = type_draft(stage.aalst, code)
        wanted = replace(wanted, title=text, text=text, required_values=["code"], notice=topic)
        await types.register(stage.platform, stage.aalst, wanted, dry_run=False)
    return await shelf_of(stage, provider, stage.aalst)


def moves(minutes: int, code: str = "in_treatment", *, of: str = "l", who: str = ANN, **more: Any) -> Draft:
    """Return an announcement that a file has a status of treatment since so many minutes after the first moment."""
    to = Recipient(national_number=who)
    return Draft(external_id=of, recipient=to, phase="treatment", code=code, changed_at=at(minutes), **more)


async def says(
    stage: Stage, *drafts: Draft, caller: Caller | None = None, dry_run: bool = False
) -> list[Any]:
    """Announce; return for each whether it was news, or the code of what was wrong."""
    done = await announce.announce(stage.platform, caller or stage.aalst, drafts, dry_run=dry_run)
    return [one.changed if isinstance(one, Announced) else one.code for one in done]


async def told(stage: Stage, who: str = ANN) -> list[str]:
    return sorted(one.text.default.text for one in await items(stage, who))


async def items(stage: Stage, who: str = ANN) -> Any:
    while await stage.deliver():
        pass
    async with stage.platform.store.read() as tx:
        return await inbox.page(tx, stage.citizen(who), most=50)


async def test_what_moves_on_is_told_once_however_often_it_comes_and_kept_nowhere(stage: Stage, shelf: Shelf):
    assert await says(stage, moves(1)) == [True]
    assert await says(stage, moves(1)) == [False]
    assert await says(stage, moves(2, "on_hold"), moves(2, "on_hold", who=BEN)) == [True, True]
    assert await told(stage) == ["file.changed in_treatment.", "file.changed on_hold."]
    assert await told(stage, BEN) == ["file.changed on_hold."]
    assert (await stage.count(copy_table), await stage.count(event_table)) == (0, 0)


async def test_what_comes_late_is_no_news_nor_what_a_later_item_of_the_call_knows_better(
    stage: Stage, shelf: Shelf
):
    assert await says(stage, moves(5, "on_hold"), moves(3), moves(9, "advice")) == [False, False, True]
    assert await says(stage, moves(7)) == [False]
    assert await told(stage) == ["file.changed advice."]


async def test_what_is_asked_is_told_by_the_type_for_that(stage: Stage, shelf: Shelf):
    assert await says(stage, moves(1, "information_needed", must_act=True, deadline=at(10**6))) == [True]
    assert await told(stage) == ["file.action information_needed."]


async def test_notification_leads_to_the_file_that_the_list_shows(stage: Stage, shelf: Shelf):
    shelf.put(file("l"))
    await says(stage, moves(1))
    [item] = await items(stage)
    [shown] = (await stage.page()).files
    assert (item.group_id, item.link) == ("l", f"/me/files/{shown.id}")
    assert item.title.default.text == "file.changed in_treatment."


async def test_notification_of_a_file_that_is_stored_too_leads_to_that(stage: Stage, shelf: Shelf):
    await stage.register(file("l", service="service-of-aalst"), caller=stage.aalst)
    [stored] = await stage.listed()
    assert await says(stage, moves(1, "on_hold")) == [True]
    assert {one.link for one in await items(stage)} == {f"/me/files/{stored.id}"}


async def test_dry_run_says_what_is_wrong_and_tells_nobody(stage: Stage, shelf: Shelf):
    assert await says(stage, moves(1), moves(1, "no-such"), dry_run=True) == [False, "file.code"]
    assert await says(stage, moves(1)) == [True]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "no-such"}, "file.code"),
        ({"phase": "no-such"}, "file.phase"),
        ({"external_id": " l"}, "file.external_id"),
        ({"external_id": f"x-{ANN}"}, "text.national_number"),
        ({"recipient": Recipient(national_number="1")}, "recipient.national_number"),
        ({"recipient": Recipient()}, "recipient.one_way"),
        ({"recipient": Recipient(pairwise_id="nobody")}, "recipient.unknown"),
        ({"changed_at": at(10**8)}, "file.changed_at"),
        ({"deadline": at(10**6)}, "file.action"),
    ],
)
async def test_bad_item_harms_no_neighbour(stage: Stage, shelf: Shelf, wrong: dict[str, Any], code: str):
    drafts = [moves(1, of="a"), structs.replace(moves(1, of="b"), **wrong), moves(1, of="c")]
    assert await says(stage, *drafts) == [True, code, True]


async def test_who_pushes_announces_nothing(stage: Stage, shelf: Shelf):
    with pytest.raises(WrongModeError, match="Send what is pushed"):
        await says(stage, moves(1), caller=stage.gent)


async def test_two_providers_files_of_one_name_are_two(stage: Stage, shelf: Shelf, provider: Provider):
    await shelf_of(stage, provider, stage.gent)
    assert await says(stage, moves(5)) == [True]
    assert await says(stage, moves(1), caller=stage.gent) == [True]


async def test_more_than_a_call_holds_is_refused_whole(stage: Stage, shelf: Shelf):
    assert set(await says(stage, *[moves(1, of=str(one)) for one in range(1001)])) == {"items.too_many"}


async def test_program_announces_over_graphql(gateway: httpx2.AsyncClient, stage: Stage, shelf: Shelf):
    sound = {
        "externalId": "l",
        "recipient": {"nationalNumber": ANN},
        "phase": "treatment",
        "code": "advice",
        "changedAt": at(1).isoformat(),
    }
    done = (await ask(gateway, stage.aalst, ANNOUNCE, items=[sound, {**sound, "phase": "x"}]))["data"]["done"]
    assert done == [
        {"__typename": "AnnouncedFile", "externalId": "l", "changed": True},
        {"__typename": "NotFoundError", "code": "file.phase", "path": ["items", "1", "phase"]},
    ]
    refused = (await ask(gateway, stage.gent, ANNOUNCE, items=[sound]))["data"]["done"]
    assert [(one["__typename"], one["code"]) for one in refused] == [("WrongModeError", "file.mode")]
