from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from blocks.notifications import types
from blocks.notifications.model import Accepted, Preview
from blocks.notifications.rows.tables import delivery_table, notification_table
from profile_core.contract import DuplicateError, ForbiddenError, ProfileError, Recipient, Text
from profile_core.directory.tables import subject_rows
from profile_core.kit.keyring import promoted, rotated
from profile_core.store.facts import fact_table
from tests.notifications.played import (
    CITIZENS,
    NOBODY,
    PERMIT,
    TASK,
    Stage,
    agree,
    draft,
    live,
    refusals,
    type_draft,
)


async def test_bulk_sent_three_times_is_stored_once_with_the_same_ids(stage: Stage):
    drafts = [draft(str(number), to=CITIZENS[number % len(CITIZENS)]) for number in range(1_000)]
    answers = [await stage.register(*drafts) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert all(isinstance(answer, Accepted) for answer in answers[0])
    assert [getattr(one, "external_id", None) for one in answers[0]] == [one.external_id for one in drafts]
    assert await stage.count(notification_table) == 1_000
    assert await stage.count(delivery_table) == 1_000
    assert await stage.count(fact_table) == 1_000


async def test_good_items_are_taken_beside_bad_ones_each_answer_in_its_place(stage: Stage):
    await stage.register(draft("taken", title="Eerst"))
    outcomes = await stage.register(
        draft("a"),
        draft("b", to="88021400085"),
        draft("c", title="x" * 141),
        draft("taken", title="Anders"),
        draft("d", type="no.such.type"),
        draft("e", link="javascript:alert(1)"),
        draft("f", text="Uw nummer is 88.02.14-000.84."),
        draft("g", title="Twee\nregels"),
        draft("h", type=TASK, deadline=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23)))),
        draft("i", text="Twee\nregels"),
    )
    assert refusals(outcomes) == [
        None,
        "recipient.national_number",
        "texts.too_long",
        "notifications.duplicate",
        "type.unknown",
        "item.link",
        "text.national_number",
        "text.control",
        "item.deadline",
        None,
    ]
    assert [getattr(one, "path", ())[:2] for one in outcomes[1:9]] == [
        ("items", str(at)) for at in range(1, 9)
    ]
    assert await stage.count(notification_table) == 3


async def test_other_content_under_a_taken_key_names_what_has_it(stage: Stage):
    [first] = await stage.register(draft())
    [second] = await stage.register(draft(title="Iets anders"))
    assert isinstance(first, Accepted)
    assert isinstance(second, DuplicateError)
    assert second.existing_id == str(first.id)


async def test_the_same_key_twice_in_one_call_is_one_notification(stage: Stage):
    first, again, other = await stage.register(draft(), draft(), draft(title="Anders"))
    assert first == again
    assert refusals([other]) == ["notifications.duplicate"]
    assert await stage.count(notification_table) == 1


async def test_order_of_languages_does_not_make_other_content(stage: Stage):
    titles = [Text(language="nl", text="Hallo", default=True), Text(language="fr", text="Bonjour")]
    one, other = await stage.register(draft(titles=titles), draft(titles=titles[::-1]))
    assert one == other


@pytest.mark.parametrize("changed", ["provider", "type", "external_id", "recipient", "environment"])
async def test_each_part_of_the_natural_key_makes_another_notification(stage: Stage, changed: str):
    await agree(stage.platform, stage.gent)
    [first] = await stage.register(draft())
    caller = {"provider": stage.aalst, "environment": live(stage.gent)}.get(changed, stage.gent)
    if changed == "environment":
        await types.register(stage.platform, caller, type_draft(stage.gent, PERMIT), dry_run=False)
    others = {"type": {"type": TASK}, "external_id": {"external_id": "2"}, "recipient": {"to": CITIZENS[1]}}
    [second] = await stage.register(draft(**others.get(changed, {})), caller=caller)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert first.id != second.id


async def test_a_recipient_is_the_same_by_number_in_any_writing_and_by_pairwise_id(stage: Stage):
    number = CITIZENS[0]
    written = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    sector = str(stage.gent.provider)
    sub = stage.platform.keyring.pairwise(sector, stage.citizen(number).subject.id)
    outcomes = await stage.register(draft(), draft(to=written), draft(recipient=Recipient(pairwise_id=sub)))
    assert outcomes[0] == outcomes[1] == outcomes[2]


async def test_pairwise_id_of_another_provider_and_an_invented_one_are_the_same_answer(stage: Stage):
    subject = stage.citizen().subject.id
    foreign = stage.platform.keyring.pairwise(str(stage.aalst.provider), subject)
    outcomes = await stage.register(
        draft("1", recipient=Recipient(pairwise_id=foreign)), draft("1", recipient=Recipient(pairwise_id="x"))
    )
    assert refusals(outcomes) == ["recipient.unknown", "recipient.unknown"]
    assert isinstance(outcomes[0], ProfileError) and isinstance(outcomes[1], ProfileError)
    assert outcomes[0].message == outcomes[1].message


async def test_a_test_program_reaches_published_synthetic_citizens_only(stage: Stage):
    before = await stage.count(subject_rows)
    assert refusals(await stage.register(draft(to=NOBODY))) == ["recipient.not_synthetic"]
    assert await stage.count(subject_rows) == before


async def test_a_live_program_needs_an_agreement_and_may_reach_a_number_never_seen(stage: Stage):
    caller = live(stage.gent)
    assert refusals(await stage.register(draft(to=NOBODY), caller=caller)) == ["notifications.agreement"]
    await agree(stage.platform, stage.gent)
    assert refusals(await stage.register(draft(to=NOBODY), caller=caller)) == ["type.unknown"]


async def test_dry_run_shows_what_would_be_and_stores_nothing(stage: Stage):
    before = await stage.count(subject_rows)
    preview, refused = await stage.register(draft(), draft("2", title=""), dry_run=True)
    assert isinstance(preview, Preview)
    assert preview.content.title.in_language("en") == "Uw parkeerkaart is klaar (en)"
    assert refusals([refused]) == ["texts.empty"]
    assert await stage.count(notification_table) == await stage.count(fact_table) == 0
    assert await stage.count(subject_rows) == before


async def test_dry_run_tells_that_a_key_is_taken_by_other_content(stage: Stage):
    await stage.register(draft())
    same, other = await stage.register(draft(), draft(title="Anders"), dry_run=True)
    assert isinstance(same, Preview)
    assert refusals([other]) == ["notifications.duplicate"]


async def test_only_a_task_has_a_deadline(stage: Stage):
    deadline = datetime(2027, 3, 1, tzinfo=UTC)
    outcomes = await stage.register(draft(deadline=deadline), draft(type=TASK, deadline=deadline))
    assert refusals(outcomes) == ["item.deadline", None]


async def test_more_than_a_thousand_are_refused_and_none_is_taken(stage: Stage):
    outcomes = await stage.register(*[draft(str(number)) for number in range(1_001)])
    assert set(refusals(outcomes)) == {"items.too_many"}
    assert len(outcomes) == 1_001
    assert await stage.count(notification_table) == 0


async def test_content_is_recognised_after_the_secrets_were_rotated(stage: Stage):
    [first] = await stage.register(draft())
    later = replace(
        stage, platform=replace(stage.platform, keyring=promoted(rotated(stage.platform.keyring)))
    )
    assert await later.register(draft()) == [first]


async def test_a_program_without_the_scope_is_refused(stage: Stage):
    caller = replace(stage.gent, scopes=frozenset())
    with pytest.raises(ForbiddenError):
        await stage.register(draft(), caller=caller)
