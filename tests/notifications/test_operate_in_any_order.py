"""Whatever a provider does, in whatever order and however often, it is answered and seen as a simple model says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from blocks.notifications import read
from blocks.notifications.model import Kind, TaskState
from blocks.notifications.operate.orders import Operation, Order
from blocks.notifications.rows import inbox
from blocks.notifications.rows.registered import DoneBy, NotificationState
from profile_core.contract import ProfileError, clock
from tests.notifications.operated import (
    COMPLETE,
    DELETE,
    FUTURE,
    LATER,
    PAST,
    RESCHEDULE,
    RETRACT,
    UPDATE,
    Thing,
    answers,
    do,
    order,
    seen,
    thing,
)
from tests.notifications.played import PERMIT, TASK, Stage

CITIZEN_DOES = "the citizen does the task"
_NAMES = map("example-{}".format, count())


@dataclass(kw_only=True)
class Modelled:
    """What a notification should be, in the plainest words."""

    kind: Kind
    title: str
    deadline: datetime | None = None
    version: int | None = None
    revision: int = 1
    done: DoneBy | None = None
    retracted: bool = False
    deleted: bool = False
    answered: dict[object, tuple[object, object]] = field(default_factory=dict[object, tuple[object, object]])

    def answer(self, of: "Asked") -> object:
        """Return what is answered to something that is asked, and become what it makes of this."""
        known = self.answered.get(of.under)
        if known is not None and of.once:
            return known[1]
        if known is not None:
            return known[1] if known[0] == of.content else "notifications.key_taken"
        if of.if_revision not in (None, self.revision):
            return "notifications.revision"
        if refused := self._refused(of):
            return refused
        changed = self._becomes(of)
        self.revision += changed
        self.answered[of.under] = (of.content, (self.revision, changed))
        return (self.revision, changed)

    def _refused(self, of: "Asked") -> str | None:
        if of.operation is COMPLETE and self.kind is not Kind.TASK:
            return "item.kind"
        if of.operation is DELETE or (of.operation is RETRACT and self.retracted):
            return None
        if self.deleted or self.retracted:
            return "notifications.deleted" if self.deleted else "notifications.retracted"
        if of.operation is RESCHEDULE and self.kind is not Kind.TASK:
            return "item.kind"
        versioned = of.operation in (UPDATE, RESCHEDULE) and self.version is not None
        return "item.version" if versioned and of.version is None else None

    def _becomes(self, of: "Asked") -> bool:
        before = (self.title, self.deadline, self.version, self.done, self.retracted, self.deleted)
        if of.operation in (UPDATE, RESCHEDULE):
            if self.version is not None and of.version is not None and of.version <= self.version:
                return False
            self.version = of.version
        if of.operation is UPDATE:
            self.title = of.title
        if of.operation is RESCHEDULE:
            self.deadline = of.deadline
        if of.operation is COMPLETE:
            self.done = self.done or DoneBy.PROVIDER
        self.retracted = self.retracted or (of.operation is RETRACT)
        self.deleted = self.deleted or (of.operation is DELETE)
        return before != (self.title, self.deadline, self.version, self.done, self.retracted, self.deleted)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of one of the things, by their number."""

    of: int
    operation: Operation
    title: str = ""
    deadline: datetime | None = None
    version: int | None = None
    if_revision: int | None = None
    idempotency_key: str | None = None
    by_key: bool = False

    @property
    def once(self) -> bool:
        """Tell whether the thing and the operation are the key."""
        return self.operation not in (UPDATE, RESCHEDULE)

    @property
    def content(self) -> object:
        """Return what it says, however the thing is named."""
        return (self.title, self.deadline, self.version, self.if_revision)

    @property
    def under(self) -> object:
        """Return under what it is known again."""
        if self.once:
            return self.operation
        return (self.operation, self.idempotency_key or self.content)

    def order(self, things: Sequence[Thing]) -> Order:
        """Return it as it is sent."""
        said: dict[str, Any] = {"if_revision": self.if_revision, "by_key": self.by_key}
        if not self.once:
            said |= {"idempotency_key": self.idempotency_key, "version": self.version}
        said |= {"title": self.title, "text": "-"} if self.operation is UPDATE else {}
        said |= {"deadline": self.deadline} if self.operation is RESCHEDULE else {}
        return order(self.operation, things[self.of], **said)


def _asked(operation: Operation) -> st.SearchStrategy[Asked]:
    repeatable = operation in (UPDATE, RESCHEDULE)
    none = st.none()
    return st.builds(
        Asked,
        of=st.integers(0, 2),
        operation=st.just(operation),
        title=st.sampled_from(["A", "B"]) if operation is UPDATE else st.just(""),
        deadline=st.sampled_from([PAST, FUTURE, LATER]) if operation is RESCHEDULE else none,
        version=st.none() | st.integers(1, 4) if repeatable else none,
        if_revision=st.sampled_from([None, None, None, 1, 2, 3]),
        idempotency_key=st.sampled_from([None, None, "x", "y"]) if repeatable else none,
        by_key=st.booleans(),
    )


_CALLS = st.lists(
    st.lists(st.sampled_from([UPDATE, UPDATE, RESCHEDULE, *Operation]).flatmap(_asked), max_size=4)
    | st.just(CITIZEN_DOES),
    max_size=12,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=_CALLS, again=st.lists(st.integers(0, 11), max_size=4))
@example(
    calls=[
        [Asked(of=0, operation=RESCHEDULE, deadline=FUTURE)],
        CITIZEN_DOES,
        [Asked(of=0, operation=COMPLETE), Asked(of=0, operation=RESCHEDULE, deadline=PAST)],
        [Asked(of=0, operation=UPDATE, title="A", idempotency_key="x")],
        [Asked(of=0, operation=RETRACT), Asked(of=0, operation=UPDATE, title="A", idempotency_key="x")],
        [Asked(of=0, operation=DELETE), Asked(of=0, operation=RETRACT)],
    ],
    again=[3, 0, 5],
)
async def test_a_provider_is_answered_and_sees_what_the_model_says(
    stage: Stage, calls: list[list[Asked] | str], again: list[int]
):
    things, models = await _begun(stage)
    for call in [*calls, *[calls[at] for at in again if at < len(calls)]]:
        if isinstance(call, str):
            await _citizen_does(stage, things[0], models[0])
            continue
        expected = [models[asked.of].answer(asked) for asked in call]
        assert answers(await do(stage, *[asked.order(things) for asked in call])) == expected
        for at in sorted({asked.of for asked in call}):
            await _is_seen(stage, things[at], models[at])


async def _begun(stage: Stage) -> tuple[list[Thing], list[Modelled]]:
    """Register a task, a task with a version, and a message, under keys that no example had before."""
    name = next(_NAMES)
    things = [
        await thing(stage, f"{name}/0", title="A", deadline=FUTURE),
        await thing(stage, f"{name}/1", title="A", deadline=PAST, version=2),
        await thing(stage, f"{name}/2", title="A", type=PERMIT),
    ]
    await stage.deliver()
    models = [
        Modelled(kind=Kind.TASK, title="-", deadline=FUTURE),
        Modelled(kind=Kind.TASK, title="-", deadline=PAST, version=2),
        Modelled(kind=Kind.MESSAGE, title="-"),
    ]
    assert {one.key.type for one in things} == {TASK, PERMIT}
    return things, models


async def _citizen_does(stage: Stage, one: Thing, model: Modelled) -> None:
    late = model.deadline is not None and model.deadline < clock.now()
    if not (model.retracted or model.deleted) and (model.done is not None or not late):
        await read.complete(stage.platform.store, stage.citizen(), str(one.id))
        model.done = model.done or DoneBy.CITIZEN
        return
    with pytest.raises(ProfileError):
        await read.complete(stage.platform.store, stage.citizen(), str(one.id))


async def _is_seen(stage: Stage, one: Thing, model: Modelled) -> None:
    known = await seen(stage, one)
    assert known.revision == model.revision
    async with stage.platform.store.read() as tx:
        item = await inbox.item(tx, stage.citizen(), one.id)
    if model.deleted or model.retracted:
        assert known.state is (NotificationState.DELETED if model.deleted else NotificationState.RETRACTED)
        assert item is None
        return
    assert (known.version, known.deadline, known.done_by) == (model.version, model.deadline, model.done)
    assert known.state is NotificationState.ANNOUNCED
    late = model.deadline is not None and model.deadline < clock.now()
    expected = TaskState.DONE if model.done else TaskState.EXPIRED if late else TaskState.NEW
    assert known.task is (expected if model.kind is Kind.TASK else None)
    assert item is not None
    if model.title != "-":
        assert item.title.in_language("nl") == model.title
