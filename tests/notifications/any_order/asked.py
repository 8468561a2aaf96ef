"""What a provider asks in the machine, and the kinds of things of which it asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from blocks.notifications.model import (
    Channels,
    Escalation,
    Kind,
    OwnChannel,
    OwnUse,
    Relative,
    Reminder,
)
from blocks.notifications.operate.orders import Operation, Order
from tests.notifications.operated import (
    COMPLETE,
    FUTURE,
    LATER,
    PAST,
    RESCHEDULE,
    UPDATE,
    VISIT,
    Thing,
    order,
    visit,
)
from tests.notifications.played import PERMIT, TASK

SMS = "own:sms"
KINDS = {PERMIT: Kind.MESSAGE, TASK: Kind.TASK, VISIT: Kind.APPOINTMENT}
_BEFORE_DEADLINE = Reminder(relative_to=Relative.DEADLINE, hours=24)
_BEFORE_START = Reminder(relative_to=Relative.START, hours=24)
DEFINED: Mapping[str, Mapping[str, Any]] = {
    PERMIT: {"channels": Channels(allowed=("pigeon",)), "escalation": Escalation(hours=72, channel="drum")},
    TASK: {
        "channels": Channels(
            allowed=("pigeon", "drum"),
            mandatory=("drum",),
            own=(OwnChannel(code="sms", use=OwnUse.BESIDE, channel="pigeon"),),
        ),
        "reminders": (_BEFORE_DEADLINE,),
    },
    VISIT: {
        "channels": Channels(
            allowed=("pigeon",), own=(OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="pigeon"),)
        ),
        "reminders": (_BEFORE_START,),
    },
}
"""What the types say, for the product; ``WAYS`` and the others say it once more, for the model."""
WAYS: Mapping[str, Sequence[str]] = {PERMIT: ["pigeon"], TASK: ["pigeon", "drum", SMS], VISIT: [SMS]}
REMINDERS = {TASK: "REMINDER_DEADLINE_24", VISIT: "REMINDER_START_24"}
MANDATORY = {(TASK, "drum")}
FOLLOWED = {SMS: "pigeon"}
"""The channel whose choice counts for another."""


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

    def order(self, to: Thing) -> Order:
        """Return it as it is sent."""
        said: dict[str, Any] = {"if_revision": self.if_revision, "by_key": self.by_key}
        if not self.once:
            said |= {"idempotency_key": self.idempotency_key, "version": self.version}
        said |= {"title": self.title, "text": "-"} if self.operation is UPDATE else {}
        if self.operation is RESCHEDULE and self.deadline is not None:
            meets = KINDS[to.key.type] is Kind.APPOINTMENT
            said |= {"appointment": visit(self.deadline)} if meets else {"deadline": self.deadline}
        return order(self.operation, to, **said)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A notification that a provider registers, by its own number, to the first or the second citizen."""

    number: int
    type: str
    who: int
    title: str
    deadline: datetime
    version: int | None

    @property
    def key(self) -> tuple[int, str, int]:
        """Return what makes it the same notification."""
        return (self.number, self.type, self.who)

    @property
    def content(self) -> object:
        """Return what it says; a message has no deadline."""
        return (self.title, self.version, None if self.type == PERMIT else self.deadline)


def _orders(operation: Operation) -> st.SearchStrategy[Asked]:
    repeatable = operation in (UPDATE, RESCHEDULE)
    none = st.none()
    return st.builds(
        Asked,
        of=st.integers(0, 3),
        operation=st.just(operation),
        title=st.sampled_from(["A", "B"]) if operation is UPDATE else st.just(""),
        deadline=st.sampled_from([FUTURE, LATER, PAST]) if operation is RESCHEDULE else none,
        version=st.none() | st.integers(1, 4) if repeatable else none,
        if_revision=st.sampled_from([None, None, None, None, 1, 2, 3]),
        idempotency_key=st.sampled_from([None, None, "x", "y"]) if repeatable else none,
        by_key=st.booleans(),
    )


_OPERATIONS = [UPDATE, RESCHEDULE, RESCHEDULE, COMPLETE, *Operation]
ORDERS = st.lists(st.sampled_from(_OPERATIONS).flatmap(_orders), min_size=1, max_size=3)
SENT = st.lists(
    st.builds(
        Sent,
        number=st.integers(1, 2),
        type=st.sampled_from(list(KINDS)),
        who=st.integers(0, 1),
        title=st.sampled_from(["A", "A", "A", "B"]),
        deadline=st.sampled_from([FUTURE, FUTURE, FUTURE, PAST]),
        version=st.sampled_from([None, None, None, 2]),
    ),
    min_size=1,
    max_size=3,
)
