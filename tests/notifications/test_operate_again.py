from dataclasses import replace
from typing import Any

import pytest

from blocks.notifications.operate.orders import Answer, Operation
from blocks.notifications.rows.registered import NotificationState
from blocks.notifications.rows.tables import operation_table
from profile_core.contract import DuplicateError
from profile_core.kit.keyring import promoted, rotated
from profile_core.store.facts import fact_table
from tests.notifications.operated import (
    DELETE,
    FUTURE,
    LATER,
    RESCHEDULE,
    RETRACT,
    UPDATE,
    answers,
    do,
    order,
    seen,
    thing,
)
from tests.notifications.played import Stage, refusals


@pytest.mark.parametrize("operation", Operation)
async def test_the_same_again_is_the_same_answer_and_does_nothing(stage: Stage, operation: Operation):
    one = await thing(stage, deadline=FUTURE)
    said: dict[str, Any] = {"deadline": LATER} if operation is RESCHEDULE else {}
    first = await do(stage, order(operation, one, **said))
    facts = await stage.count(fact_table)
    if operation is not DELETE:
        await do(stage, order(DELETE, one))
    again = await do(stage, order(operation, one, **said))
    assert first == again == [Answer(id=one.id, external_id="1", revision=2, changed=True)]
    assert await stage.count(operation_table) == (1 if operation is DELETE else 2)
    assert await stage.count(fact_table) - facts in (0, 1)


async def test_one_key_for_two_contents_is_refused_and_names_the_notification(stage: Stage):
    one = await thing(stage)
    [first] = await do(stage, order(UPDATE, one, idempotency_key="a"))
    [other] = await do(stage, order(UPDATE, one, title="Anders", idempotency_key="a"))
    [later] = await do(stage, order(UPDATE, one, idempotency_key="a", if_revision=2))
    assert isinstance(first, Answer)
    assert isinstance(other, DuplicateError) and isinstance(later, DuplicateError)
    assert other.existing_id == str(one.id)
    assert (await seen(stage, one)).revision == 2


async def test_keys_of_one_notification_and_one_operation_are_nobody_elses(stage: Stage):
    one, two = await thing(stage, deadline=FUTURE), await thing(stage, "2")
    same: dict[str, Any] = {"idempotency_key": "a"}
    outcomes = await do(
        stage,
        order(UPDATE, one, **same),
        order(UPDATE, two, title="Anders", **same),
        order(RESCHEDULE, one, deadline=LATER, **same),
    )
    assert answers(outcomes) == [(2, True), (2, True), (3, True)]


async def test_what_was_changed_and_changed_back_needs_a_key_or_a_version_of_its_own(stage: Stage):
    one = await thing(stage)
    texts = ("A", "B", "A")
    without = await do(stage, *[order(UPDATE, one, title=text) for text in texts])
    assert answers(without) == [(2, True), (3, True), (2, True)]
    by_keys = [order(UPDATE, one, title=text, idempotency_key=f"{at}") for at, text in enumerate(texts)]
    assert answers(await do(stage, *by_keys)) == [(4, True), (5, True), (6, True)]


async def test_the_same_under_a_rotated_secret_is_still_the_same(stage: Stage):
    one = await thing(stage)
    first = await do(stage, order(UPDATE, one), order(UPDATE, one, title="B", idempotency_key="a"))
    keyring = promoted(rotated(stage.platform.keyring))
    later = replace(stage, platform=replace(stage.platform, keyring=keyring))
    assert await do(later, order(UPDATE, one), order(UPDATE, one, title="B", idempotency_key="a")) == first


async def test_an_older_or_equal_version_is_no_news_in_whatever_order_they_come(stage: Stage):
    one = await thing(stage, version=1)
    versions = enumerate((3, 2, 3, 1, 4))
    said = [order(UPDATE, one, title=f"Als {at}e, {version}", version=version) for at, version in versions]
    assert answers(await do(stage, *said)) == [(2, True), (2, False), (2, False), (2, False), (3, True)]
    assert (await seen(stage, one)).version == 4
    assert refusals(await do(stage, order(UPDATE, one, title="Geen versie"))) == ["item.version"]


async def test_a_reschedule_and_an_update_share_the_versions_of_their_notification(stage: Stage):
    one = await thing(stage, version=1, deadline=FUTURE)
    moved = order(RESCHEDULE, one, deadline=LATER, version=3)
    assert answers(await do(stage, moved, order(UPDATE, one, version=2))) == [(2, True), (2, False)]


async def test_at_another_revision_nothing_is_done(stage: Stage):
    one = await thing(stage)
    assert answers(await do(stage, order(UPDATE, one, if_revision=1))) == [(2, True)]
    assert refusals(await do(stage, order(RETRACT, one, if_revision=1))) == ["notifications.revision"]
    assert (await seen(stage, one)).state is NotificationState.ACCEPTED
