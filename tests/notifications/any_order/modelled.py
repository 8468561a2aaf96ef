"""What notifications, their deliveries and what goes outside should be, in the plainest words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from blocks.notifications.model import FIRST, UNREAD, DeliveryState, Kind, Reason, TaskState
from blocks.notifications.rows.registered import DoneBy, NotificationState
from profile_core.contract import clock
from tests.notifications.any_order.asked import KINDS, MANDATORY, REMINDERS, SMS, WAYS, Asked, Sent
from tests.notifications.any_order.lines import Chosen, Line
from tests.notifications.operated import COMPLETE, DELETE, RESCHEDULE, RETRACT, UPDATE
from tests.notifications.played import PERMIT

S, R = DeliveryState, Reason
INBOX = ("inbox", FIRST)
_PENDING = (S.ACCEPTED, S.SCHEDULED)
_MAY_BE_REPORTED = (S.SCHEDULED, S.SENT, S.EXPIRED)


@dataclass(kw_only=True)
class Modelled:
    """What a notification should be."""

    chosen: Chosen
    sent: Sent
    title: str = "-"
    deadline: datetime | None = None
    version: int | None = None
    revision: int = 1
    done: DoneBy | None = None
    retracted: bool = False
    deleted: bool = False
    expired: bool = False
    announced: bool = False
    read: bool = False
    archived: bool = False
    mood: str = "takes"
    paper: int = 0
    lines: dict[tuple[str, str], Line] = field(default_factory=lambda: {INBOX: Line(state=S.ACCEPTED)})
    told: set[tuple[str, datetime]] = field(default_factory=set)
    come: set[tuple[str, datetime]] = field(default_factory=set)
    was: set[datetime] = field(default_factory=set[datetime])
    answered: dict[object, tuple[object, object]] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return KINDS[self.sent.type]

    @property
    def gone(self) -> bool:
        return self.retracted or self.deleted

    @property
    def visible(self) -> bool:
        return self.announced and not self.gone and not self.expired

    @property
    def late(self) -> bool:
        return self.kind is Kind.TASK and self.deadline is not None and self.deadline < clock.now()

    @property
    def to_do(self) -> bool:
        open_one = self.kind is Kind.TASK and self.done is None and not self.late
        return self.visible and open_one and not self.archived

    @property
    def task(self) -> TaskState | None:
        if self.kind is not Kind.TASK or self.deleted:
            return None
        return TaskState.DONE if self.done else TaskState.EXPIRED if self.late else TaskState.NEW

    @property
    def state(self) -> NotificationState:
        if self.gone:
            return NotificationState.DELETED if self.deleted else NotificationState.RETRACTED
        if self.expired:
            return NotificationState.EXPIRED
        return NotificationState.ANNOUNCED if self.announced else NotificationState.ACCEPTED

    def answer(self, of: Asked) -> object:
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

    def does(self, action: str) -> str | None:
        """Be read, marked, archived or done by the citizen; return what that is answered where it is refused."""
        if not self.visible:
            return "notifications.unknown" if action == "do" else None
        if action == "do":
            return self._is_done()
        if action in ("read", "archive"):
            self.read = True
            self._cancel(R.READ)
        if action == "unread":
            self.read = False
        if action in ("archive", "unarchive"):
            self.archived = action == "archive"
        return None

    def works(self) -> None:
        """Become what it is once workers have done all that is due."""
        if self.lines[INBOX].state is S.ACCEPTED:
            self._is_announced()
        for line in self.lines.values():
            if line.unreported and line.state is S.SENT:
                line.ends(S.FAILED, R.NO_REPORT)
        for occasion, due in sorted(self.come):
            self._comes(occasion, due)
        self.come.clear()
        for (channel, occasion), line in self.lines.items():
            if line.goes == "now":
                line.goes = None
                self._goes(channel, occasion, line)

    def time_passes(self) -> None:
        """Let all that waits for its moment be due."""
        self.come |= self.told
        self.was |= {due for _, due in self.told}
        self.told.clear()
        for (channel, _), line in self.lines.items():
            line.goes = "now" if line.goes else None
            line.unreported = channel == SMS and line.state is S.SENT

    def replayed(self) -> tuple[int, int]:
        """Let what failed be tried again; return how many are, and how many cannot be."""
        failed = [line for line in self.lines.values() if line.state is S.FAILED]
        again = [line for line in failed if line.refused]
        for line in again:
            line.ends(S.SCHEDULED)
            line.goes, line.refused = "now", False
        return len(again), len(failed) - len(again)

    def reported(self, occasion: str, state: DeliveryState, reason: Reason | None) -> object:
        """Take what the provider says of its own channel; return what that is answered."""
        line = self.lines.get((SMS, occasion))
        if line is None:
            return "report.unknown"
        if (line.state, line.reason) == (state, reason):
            return (state, reason)
        if line.state not in _MAY_BE_REPORTED and line.reason is not R.NO_REPORT:
            return "report.ended"
        line.ends(state, reason)
        return (state, reason)

    def was_due(self, deadline: datetime) -> bool:
        """Tell whether the reminder of a deadline came already: time does not go back."""
        return deadline - timedelta(hours=24) in self.was

    def _refused(self, of: Asked) -> str | None:
        if of.operation is COMPLETE and self.kind is not Kind.TASK:
            return "item.kind"
        if of.operation is DELETE or (of.operation is RETRACT and self.retracted):
            return None
        if self.gone:
            return "notifications.deleted" if self.deleted else "notifications.retracted"
        if of.operation is RESCHEDULE and self.kind is Kind.MESSAGE:
            return "item.kind"
        versioned = of.operation in (UPDATE, RESCHEDULE) and self.version is not None
        return "item.version" if versioned and of.version is None else None

    def _content(self) -> object:
        return (
            self.title,
            self.deadline,
            self.version,
            self.done,
            self.retracted,
            self.deleted,
            self.expired,
        )

    def _becomes(self, of: Asked) -> bool:
        before, deadline = self._content(), self.deadline
        if of.operation in (UPDATE, RESCHEDULE):
            if self.version is not None and of.version is not None and of.version <= self.version:
                return False
            self.version = of.version
        if of.operation is UPDATE:
            self.title, self.expired = of.title, False
        if of.operation is RESCHEDULE:
            self.deadline = of.deadline
            if self.announced and self.deadline != deadline:
                self._tell()
        if of.operation is COMPLETE and self.done is None:
            self.done = DoneBy.PROVIDER
            self._cancel(R.DONE)
        self.retracted = self.retracted or (of.operation is RETRACT)
        self.deleted = self.deleted or (of.operation is DELETE)
        if self.gone:
            self._cancel(R.RETRACTED)
        return before != self._content()

    def _is_done(self) -> str | None:
        if self.kind is not Kind.TASK:
            return "task.none"
        if self.done is not None:
            return None
        if self.late:
            return "task.expired"
        self.done, self.read = DoneBy.CITIZEN, True
        self._cancel(R.DONE)
        return None

    def _cancel(self, reason: Reason) -> None:
        for (_, occasion), line in self.lines.items():
            if line.state in _PENDING and (reason is R.RETRACTED or occasion != FIRST):
                line.ends(S.CANCELLED, reason)

    def _moments(self) -> Iterator[tuple[str, datetime]]:
        if self.sent.type == PERMIT:
            yield UNREAD, clock.ahead(72 * 3600)
        elif self.deadline is not None:
            yield REMINDERS[self.sent.type], self.deadline - timedelta(hours=24)

    def _tell(self) -> None:
        self.told |= {(occasion, due) for occasion, due in self._moments() if due > clock.now()}

    def _over(self) -> tuple[DeliveryState, Reason | None] | None:
        if self.gone:
            return S.CANCELLED, R.RETRACTED
        if self.expired:
            return S.EXPIRED, None
        if self.done:
            return S.CANCELLED, R.DONE
        return (S.CANCELLED, R.READ) if self.read or self.archived else None

    def _is_announced(self) -> None:
        self.announced = True
        self.lines[INBOX].ends(S.DELIVERED)
        self._tell()
        if self._over():
            return
        ways = WAYS[self.sent.type]
        reached = [way for way in ways if self._reaches(way)]
        self.paper += not reached
        for way in ways:
            if way in reached or not reached or (self.sent.type, way) in MANDATORY:
                self._plan(way, FIRST, clock.now(), "now")

    def _comes(self, occasion: str, due: datetime) -> None:
        if self._over() or (occasion != UNREAD and (occasion, due) not in self._moments()):
            return
        ways = ["drum"] if occasion == UNREAD else WAYS[self.sent.type]
        for way in ways:
            if self._reaches(way):
                self._plan(way, occasion, due, "later")

    def _plan(self, channel: str, occasion: str, due: datetime, goes: Literal["now", "later"]) -> None:
        line = self.lines.setdefault((channel, occasion), Line(state=S.SCHEDULED))
        line.ends(S.SCHEDULED)
        line.due, line.goes, line.call, line.refused = due, goes, line.call + 1, False
        if not self._wants(channel):
            line.ends(S.SUPPRESSED_BY_PREFERENCE)
            line.goes = None
        elif not self._reaches(channel):
            line.ends(S.FAILED, R.NO_VERIFIED_ADDRESS)
            line.goes = None

    def _goes(self, channel: str, occasion: str, line: Line) -> None:
        if line.state is not S.SCHEDULED:
            return
        over = self._over()
        if over:
            line.ends(*over)
        elif occasion not in (FIRST, UNREAD) and (occasion, line.due) not in [*self._moments()]:
            line.ends(S.CANCELLED, R.RESCHEDULED)
        elif not self._wants(channel):
            line.ends(S.SUPPRESSED_BY_PREFERENCE)
        elif not self._reaches(channel):
            line.ends(S.FAILED, R.NO_VERIFIED_ADDRESS)
        else:
            self._is_carried(channel, line)

    def _is_carried(self, channel: str, line: Line) -> None:
        mood = "takes" if channel == SMS else self.mood
        slow = mood == "slow" and line.call not in line.went
        line.went += [line.call, line.call] if slow else [line.call]
        line.refused = mood == "refuses"
        line.ends(*((S.FAILED, R.BOUNCED) if line.refused else (S.SENT, None)))

    def _wants(self, channel: str) -> bool:
        return self.chosen.wants(self.sent.who, self.sent.type, channel)

    def _reaches(self, channel: str) -> bool:
        return self.chosen.reaches(self.sent.who, channel)
