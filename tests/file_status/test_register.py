"""What is pushed: taken once, a bad one harms no neighbour, and what comes late is history."""

from datetime import UTC, date, datetime

import pytest

from blocks.file_status.model import Accepted, Preview, Relation, Right
from blocks.file_status.rows.tables import copy_table, event_table, file_table, party_table
from profile_core.contract import Text
from tests.file_status.played import (
    ANN,
    BEN,
    CAS,
    Stage,
    asks,
    at,
    file,
    moved,
    nl,
    party,
    status,
)
from tests.notifications.played import NOBODY, live, refusals


async def test_bulk_sent_three_times_is_stored_once_with_the_same_ids(stage: Stage):
    drafts = [file(str(number), participants=[party((ANN, BEN, CAS)[number % 3])]) for number in range(1_000)]
    answers = [await stage.register(*drafts) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert all(isinstance(answer, Accepted) for answer in answers[0])
    assert [one.external_id for one in answers[0]] == [one.external_id for one in drafts]
    assert await stage.count(file_table) == await stage.count(copy_table) == 1_000
    assert await stage.count(event_table) == 1_000


WRONG = [
    ("recipient.national_number", file("b", participants=[party("88021400085")])),
    ("texts.too_long", file("c", name=nl("x" * 141))),
    ("file.service", file("d", service="service-of-aalst")),
    ("file.phase", file("e", status(phase="no_such"))),
    ("file.code", file("f", status(code="no_such"))),
    ("file.participants", file("g", participants=[])),
    ("file.right", file("h", participants=[party(relation=Relation.VIEWER, right=Right.ACT)])),
    ("file.action", file("i", status(action_needed=True))),
    ("file.action", file("j", status(action=nl("Doe iets.")))),
    ("file.link", file("k", link="javascript:alert(1)")),
    ("text.national_number", file("l", name=nl("Van 88.02.14-000.84"))),
    ("file.ordering", file("m", status(sequence=1))),
    ("file.day", file("n", target_date=date(1999, 1, 1))),
    ("file.created_at", file("o", created_at=datetime(2126, 1, 1, tzinfo=UTC))),
    ("file.external_id", file(" p")),
    ("recipient.not_synthetic", file("q", participants=[party(NOBODY)])),
]
"""What is wrong, with the code of its refusal."""


async def test_good_items_are_taken_beside_bad_ones_each_answer_in_its_place(stage: Stage):
    outcomes = await stage.register(file("a"), *(one for _, one in WRONG), file("r"))
    assert refusals(outcomes) == [None, *(code for code, _ in WRONG), None]
    assert {one.external_id for one in await stage.listed()} == {"a", "r"}


async def test_late_status_goes_to_the_history_and_never_becomes_current(stage: Stage):
    await stage.register(file("1", status(10, code="advice"), minutes=10))
    await stage.update(moved("1", status(5)), moved("1", asks(7)))
    whole = await stage.whole(stage.citizen(), "1")
    assert whole is not None
    assert whole.file.status.code == "advice"
    assert [one.status.code for one in whole.history] == ["in_treatment", "information_needed", "advice"]


async def test_order_is_always_by_sequence_or_always_by_moment(stage: Stage):
    await stage.register(file("1"), file("2", status(sequence=7), sequence=7))
    outcomes = await stage.update(
        moved("1", status(9, sequence=8)), moved("2", status(9)), moved("2", asks(3, sequence=9))
    )
    assert refusals(outcomes) == ["file.ordering", "file.ordering", None]
    assert [one.external_id for one in await stage.listed()] == ["2", "1"]
    assert (await stage.listed())[0].must_act


async def test_part_of_a_file_that_is_not_there_is_refused_and_others_are_not_seen(stage: Stage):
    [mine] = await stage.register(file("1"))
    others = await stage.update(moved("2", status(1)), moved("1", status(1)), caller=stage.aalst)
    by_id = moved("1", status(1))
    by_id = type(by_id)(id=str(mine.id), changed_at=by_id.changed_at, status=by_id.status)
    theirs = await stage.update(by_id, caller=stage.aalst)
    assert refusals([*others, *theirs]) == ["file.unknown"] * 3
    assert refusals(await stage.update(by_id)) == [None]


async def test_what_is_left_out_of_a_whole_file_is_so_no_more(stage: Stage):
    await stage.register(file("1", target_date=date(2026, 9, 1), link="https://gent.example/1"))
    await stage.register(file("1", minutes=5))
    [seen] = await stage.listed()
    assert seen.about.target_date is None and seen.about.link is None


async def test_dry_run_says_the_same_and_stores_nothing(stage: Stage):
    await stage.register(file("1"))
    outcomes = await stage.register(file("2", asks()), file("3", name=[]), dry_run=True)
    updates = await stage.update(moved("1", asks(5)), moved("2", asks(5)), dry_run=True)
    assert isinstance(outcomes[0], Preview) and outcomes[0].status.action_needed
    assert refusals([*outcomes, *updates]) == [None, "file.name", None, "file.unknown"]
    assert await stage.count(file_table) == 1
    assert not (await stage.listed())[0].must_act


async def test_everybody_whom_a_file_concerns_sees_it_and_who_no_longer_is_does_not(stage: Stage):
    viewer = party(CAS, Relation.VIEWER)
    await stage.register(file("1", asks(), participants=[party(ANN), party(BEN), viewer]))
    seen = {who: await stage.listed(stage.citizen(who)) for who in (ANN, BEN, CAS)}
    assert [len(files) for files in seen.values()] == [1, 1, 1]
    assert [files[0].must_act for files in seen.values()] == [True, True, False]
    await stage.register(file("1", asks(), participants=[party(ANN)], minutes=1))
    assert [len(await stage.listed(stage.citizen(who))) for who in (ANN, BEN, CAS)] == [1, 0, 0]
    assert [await stage.count(one) for one in (party_table, copy_table, event_table)] == [1, 1, 1]


async def test_who_comes_to_a_file_later_sees_all_of_it(stage: Stage):
    await stage.register(file("1", status(0), participants=[party(ANN), party(BEN)]))
    await stage.register(file("1", participants=[party(ANN)], minutes=1))
    await stage.update(moved("1", status(2, code="advice")))
    await stage.register(file("1", participants=[party(ANN), party(BEN)], minutes=3))
    whole = await stage.whole(stage.citizen(BEN), "1")
    assert whole is not None
    assert whole.file.status.code == "advice"
    assert [one.status.code for one in whole.history] == ["in_treatment", "advice"]


async def test_without_an_agreement_a_live_program_is_refused(stage: Stage):
    outcomes = await stage.register(file("1"), caller=live(stage.gent))
    assert refusals(outcomes) == ["file.agreement"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_of_two_with_one_stamp_the_same_one_counts_whatever_comes_last(stage: Stage, order):
    two = [status(5, code="advice"), status(5, code="on_hold")]
    await stage.register(file("1"))
    for one in order:
        await stage.update(moved("1", two[one]))
    whole = await stage.whole(stage.citizen(), "1")
    assert whole is not None
    assert [one.status.code for one in whole.history][-1] == whole.file.status.code == "on_hold"


async def test_order_of_languages_is_no_other_content(stage: Stage):
    texts = [Text(language="nl", text="Advies", default=True), Text(language="fr", text="Avis")]
    for said in (texts, texts[::-1]):
        await stage.register(file("1", status(detail=said)))
    assert await stage.count(event_table) == 1


async def test_revision_tells_whoever_looked_before_it_moved(stage: Stage):
    await stage.register(file("1"))
    outcomes = await stage.update(
        moved("1", status(5), if_revision=1),
        moved("1", status(6), if_revision=1),
        moved("1", status(5), if_revision=1),
    )
    assert refusals(outcomes) == [None, "file.revision", None]
    assert at(5) == (await stage.listed())[0].status.changed_at
