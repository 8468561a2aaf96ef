"""The life of a type: what was written last waits, what is in force stays so until it is approved."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from blocks.notifications import approval, types
from blocks.notifications.model import Channels, Kind, NotificationType, TypeDraft, TypeState
from profile_core import audit
from profile_core.contract import (
    ConflictError,
    DuplicateError,
    InvalidError,
    NotFoundError,
    ProfileError,
    SubjectRef,
    Text,
)
from profile_core.kit import keyfile
from profile_core.kit.settings import Deployment, Settings
from tests.cli.conftest import Run, run  # noqa: F401 (fixture)
from tests.databases import Database
from tests.notifications.played import PERMIT, Stage, agree, draft, live, refusals, service_of, type_draft

CODE = "parking.notice"


@pytest.fixture
async def region(stage: Stage) -> Stage:
    """Give a stage that serves real citizens."""
    settings = Settings(
        environment=Deployment.PRODUCTION,
        database_url=stage.platform.settings.database_url,
        public_url="https://profile.example.org",
    )
    serving = replace(stage, platform=replace(stage.platform, settings=settings))
    await agree(serving.platform, live(stage.gent))
    return serving


async def test_an_edit_waits_and_what_is_in_force_goes_on_until_it_is_approved(region: Stage):
    caller = live(region.gent)
    await _approved(region)
    edited = await types.update(region.platform, caller, wanted(region, name="Nieuw"), dry_run=False)
    assert (edited.state, edited.in_force, edited.revision) == (TypeState.SUBMITTED, True, 3)
    assert edited.name.in_language("nl") == "Bericht"
    assert edited.draft is not None
    assert refusals(await region.register(draft(type=CODE), caller=caller)) == [None]
    await approval.approve(region.platform, "gent", CODE)
    [now] = await approval.known(region.platform, "gent", CODE)
    assert (now.state, now.draft, now.name.in_language("nl")) == (TypeState.APPROVED, None, "Nieuw")


async def test_a_rejected_edit_tells_why_and_leaves_in_force_what_was(region: Stage):
    caller = live(region.gent)
    await _approved(region)
    await types.update(region.platform, caller, wanted(region, name="Nieuw"), dry_run=False)
    await approval.reject(region.platform, "gent", CODE, "Zeg waarover het gaat.")
    [now] = await approval.known(region.platform, "gent", CODE)
    assert (now.state, now.rejected_for, now.in_force) == (TypeState.REJECTED, "Zeg waarover het gaat.", True)
    assert refusals(await region.register(draft(type=CODE), caller=caller)) == [None]
    again = await types.update(region.platform, caller, wanted(region, name="Nieuw"), dry_run=False)
    assert again == now
    back = await types.update(region.platform, caller, wanted(region), dry_run=False)
    assert (back.state, back.draft, back.rejected_for) == (TypeState.APPROVED, None, None)


async def test_a_draft_is_nobodys_business_until_it_is_submitted(region: Stage):
    caller = live(region.gent)
    one = await types.register(region.platform, caller, wanted(region), submit=False, dry_run=False)
    assert one.state is TypeState.DRAFT
    assert await approval.waiting(region.platform) == []
    assert refusals(await region.register(draft(type=CODE), caller=caller)) == ["type.not_approved"]
    order = types.Order(code=CODE)
    first = await types.submit(region.platform, caller, order)
    assert await types.submit(region.platform, caller, order) == first
    [(_, waits)] = await approval.waiting(region.platform)
    assert waits == first


async def test_the_operator_approves_what_was_looked_at_and_nothing_newer(region: Stage):
    caller = live(region.gent)
    one = await types.register(region.platform, caller, wanted(region), dry_run=False)
    await types.update(region.platform, caller, wanted(region, name="Anders"), dry_run=False)
    with pytest.raises(ConflictError):
        await approval.approve(region.platform, "gent", CODE, revision=one.revision)
    await approval.approve(region.platform, "gent", CODE, revision=one.revision + 1)


async def test_paused_items_are_refused_until_it_is_published_again(stage: Stage):
    order = types.Order(code=PERMIT)
    paused = await types.publish(stage.platform, stage.gent, order, published=False)
    assert await types.publish(stage.platform, stage.gent, order, published=False) == paused
    [refused] = await stage.register(draft())
    assert isinstance(refused, ProfileError)
    assert (refused.code, refused.path) == ("type.paused", ("items", "0", "type"))
    await types.publish(stage.platform, stage.gent, order, published=True)
    assert refusals(await stage.register(draft())) == [None]


async def test_the_same_again_is_the_same_answer_and_other_content_a_duplicate(stage: Stage):
    first = await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False)
    assert await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False) == first
    edit = wanted(stage, name="Nieuw")
    with pytest.raises(DuplicateError) as caught:
        await types.register(stage.platform, stage.gent, edit, dry_run=False)
    assert caught.value.existing_id == str(first.id)
    second = await types.update(stage.platform, stage.gent, edit, if_revision=1, dry_run=False)
    assert (second.state, second.revision) == (TypeState.APPROVED, 2)
    assert await types.update(stage.platform, stage.gent, edit, if_revision=1, dry_run=False) == second
    with pytest.raises(ConflictError) as conflict:
        await types.update(stage.platform, stage.gent, wanted(stage), if_revision=1, dry_run=False)
    assert conflict.value.path == ("ifRevision",)


async def test_twenty_edits_at_once_are_each_counted_once(stage: Stage):
    await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False)
    edits = [wanted(stage, name=f"Naam {at % 4}") for at in range(20)]
    await asyncio.gather(*(types.update(stage.platform, stage.gent, one, dry_run=False) for one in edits))
    last = await types.update(stage.platform, stage.gent, wanted(stage, name="Laatst"), dry_run=False)
    assert await _changes(stage) == last.revision - 1


async def test_a_dry_run_shows_what_would_become_of_a_type_and_changes_nothing(stage: Stage):
    first = await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False)
    dry = types.Order(code=CODE, dry_run=True)
    shown = await types.update(stage.platform, stage.gent, wanted(stage, name="Nieuw"), dry_run=True)
    assert shown.name.in_language("nl") == "Nieuw"
    assert not (await types.publish(stage.platform, stage.gent, dry, published=False)).published
    assert await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False) == first
    with pytest.raises(NotFoundError):
        await types.submit(stage.platform, stage.gent, replace(dry, code="parking.unknown"))


async def test_the_kind_of_a_type_in_use_stays(stage: Stage):
    await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False)
    task = replace(wanted(stage), kind=Kind.TASK)
    with pytest.raises(InvalidError) as caught:
        await types.update(stage.platform, stage.gent, task, dry_run=False)
    assert caught.value.path == ("type", "kind")


async def test_one_topic_becomes_notifications_of_one_type_of_a_provider(stage: Stage):
    words = [Text(language="nl", text="Er is nieuws.")]
    first = replace(wanted(stage), notice="acme_parking.permit_ends", title=words, text=words)
    await types.register(stage.platform, stage.gent, first, dry_run=False)
    with pytest.raises(DuplicateError) as caught:
        await types.register(stage.platform, stage.gent, replace(first, code="parking.other"), dry_run=False)
    assert caught.value.path == ("type", "notice")
    aalst = replace(first, service=service_of(stage.aalst))
    await types.register(stage.platform, stage.aalst, aalst, dry_run=False)


async def test_somebody_elses_type_and_none_are_the_same_answer(stage: Stage):
    await types.register(stage.platform, stage.gent, wanted(stage), dry_run=False)
    for caller in (stage.aalst, live(stage.gent)):
        with pytest.raises(NotFoundError):
            await types.submit(stage.platform, caller, types.Order(code=CODE))


async def test_the_operator_sees_all_that_a_type_says_and_says_why_not(
    region: Stage,
    run: Run,  # noqa: F811
    database: Database,
    tmp_path: Path,
):
    caller = live(region.gent)
    await types.register(region.platform, caller, wanted(region), dry_run=False)
    (tmp_path / "keyring.json").write_bytes(keyfile.dump(region.platform.keyring))
    known = {
        "database_url": database.url,
        "keyring_file": str(tmp_path / "keyring.json"),
        "blocks": "notifications",
    }

    async def said(*command: str) -> str:
        done = await asyncio.to_thread(run, "types", *command, **known)
        return done.stdout + done.stderr

    shown = await said("show", "gent", CODE)
    assert "gent parking.notice (live), revision 1: SUBMITTED, published" in shown
    assert '"retention": 365' in shown
    assert "revision 1 by now" in await said("approve", "gent", CODE, "--revision", "7")
    await said("reject", "gent", CODE, "--reason", "Zeg waarover het gaat.")
    assert "Refused: Zeg waarover het gaat." in await said("show", "gent", CODE)
    assert "waits for approval" in await said("reject", "gent", CODE, "--reason", "Nogmaals")
    assert "has no type" in await said("show", "gent", "parking.unknown")


async def test_a_channel_is_ours_or_one_that_a_block_offers(stage: Stage):
    for code, refused in (("email", False), ("web_push", False), ("own", True), ("pigeon", True)):
        asked = replace(wanted(stage), channels=Channels(allowed=(code,)))
        if not refused:
            await types.register(stage.platform, stage.gent, asked, dry_run=True)
            continue
        with pytest.raises(InvalidError) as caught:
            await types.register(stage.platform, stage.gent, asked, dry_run=True)
        assert caught.value.path == ("type", "channels", "allowed", "0")


def wanted(stage: Stage, *, name: str = "Bericht") -> TypeDraft:
    """Return a type of Ghent."""
    return type_draft(stage.gent, CODE, name=name)


async def _approved(region: Stage) -> NotificationType:
    await types.register(region.platform, live(region.gent), wanted(region), dry_run=False)
    await approval.approve(region.platform, "gent", CODE)
    [one] = await approval.known(region.platform, "gent", CODE)
    return one


async def _changes(stage: Stage) -> int:
    async with stage.platform.store.read() as tx:
        lines = await audit.about(tx, SubjectRef(stage.gent.provider), most=100)
    return sum(line.action == "notifications.type_changed" for line in lines)
