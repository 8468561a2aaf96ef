"""The machine: each step is taken in a world and in its model, and what is answered and seen is compared."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
)

from blocks.notifications import preferences, read, replay, report
from blocks.notifications.model import (
    FIRST,
    NOBODY,
    UNREAD,
    Accepted,
    Choice,
    DeliveryState,
    Reason,
)
from blocks.notifications.rows import followed
from profile_core.contract import ConflictError, ProfileError, clock
from tests.notifications.any_order import seen
from tests.notifications.any_order.asked import KINDS, MANDATORY, REMINDERS, SENT, SMS, Asked, Sent
from tests.notifications.any_order.lines import Chosen
from tests.notifications.any_order.modelled import Modelled
from tests.notifications.any_order.steps import STEPS
from tests.notifications.any_order.world import Moment, World
from tests.notifications.operated import (
    RESCHEDULE,
    VISIT,
    NaturalKey,
    Thing,
    answers,
    do,
    visit,
)
from tests.notifications.played import TASK, draft

MOST = 5
ACTIONS = {
    "read": read.mark_read,
    "unread": read.mark_unread,
    "archive": read.archive,
    "unarchive": read.unarchive,
    "do": read.complete,
}
UNSEEN = ("somebody_will_die", "facts_are_heard_twice", "receiver_is_in_a_mood", "citizen_moves")
"""Steps after which nothing is otherwise yet."""


class AnyOrder(RuleBasedStateMachine):
    """Drives a world and its model."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.chosen = world, Chosen()
        self.things: dict[tuple[int, str, int], tuple[Thing, Modelled]] = {}
        world.run(world.begin())

    @initialize(sent=SENT, works=st.booleans())
    def begin(self, sent: list[Sent], *, works: bool) -> None:
        self.register(sent, works=works)

    @rule(does=STEPS)
    def step(self, does: tuple[str, dict[str, Any]]) -> None:
        """Take one of the steps below; a rule each would have some examples leave most of them out."""
        name, what = does
        getattr(self, name)(**what)
        if name not in UNSEEN:
            self.world.run(seen.is_seen(self.world, self.things.values()))

    def register(self, sent: list[Sent], *, works: bool) -> None:
        sent = sent if len(self.things) < MOST else sent[:1]
        drafts = [_draft(self.world, one) for one in sent]
        answered, _ = self.world.call(lambda: self.world.stage.register(*drafts))
        for one, outcome in zip(sent, answered, strict=True):
            known = self.things.get(one.key)
            if known is None:
                assert isinstance(outcome, Accepted)
                self._is_new(one, outcome.id)
            elif known[1].deleted:
                assert isinstance(outcome, ProfileError)
                assert outcome.code == "notifications.deleted"
            elif known[1].sent.content != one.content:
                assert isinstance(outcome, ProfileError)
                assert outcome.code == "notifications.duplicate"
            else:
                assert isinstance(outcome, Accepted)
                assert outcome.id == known[0].id
        if works:
            self._rest()

    def operate(self, asked: list[Asked]) -> None:
        meant = [(self._one(one.of), one) for one in asked]
        meant = [(of, one) for of, one in meant if _is_possible(of[1], one)]
        orders = [one.order(thing) for (thing, _), one in meant]
        answered, times = self.world.call(lambda: do(self.world.stage, *orders))
        expected = [[model.answer(one) for (_, model), one in meant] for _ in range(times)]
        assert answers(answered) == expected[-1]

    def citizen_does(self, of: int, action: str) -> None:
        thing, model = self._one(of)
        refused = model.does(action)
        acting, store = self.world.citizen(model.sent.who), self.world.store
        which = str(thing.id) if action == "do" else [str(thing.id)]
        if refused is None:
            self.world.call(lambda: ACTIONS[action](store, acting, which))
            return
        with pytest.raises(ProfileError) as raised:
            self.world.call(lambda: ACTIONS[action](store, acting, which))
        assert raised.value.code == refused

    def citizen_chooses(self, who: int, of: str | None, channel: str, choice: Choice | None) -> None:
        sender, kind = of is not None, of if of in KINDS else None
        scope = {
            "provider": self.world.stage.gent.provider if sender else NOBODY,
            "type_id": self.world.type_ids[kind] if kind else NOBODY,
        }
        acting, platform = replace(self.world.citizen(who), at_pages=True), self.world.platform
        wanted = {"channel": channel, "choice": choice, **scope}
        if (kind, channel) in MANDATORY and choice is Choice.OFF:
            with pytest.raises(ConflictError):
                self.world.call(lambda: preferences.choose(platform, acting, **wanted))
            return
        self.world.call(lambda: preferences.choose(platform, acting, **wanted))
        self.chosen.choices.pop((who, sender, kind, channel), None)
        if choice is not None:
            self.chosen.choices[who, sender, kind, channel] = choice is Choice.ON

    def citizen_moves(self, who: int) -> None:
        self.chosen.unreached ^= {who}
        self.world.pigeon.unreached ^= {self.world.citizen(who).subject}

    def receiver_is_in_a_mood(self, of: int, mood: str) -> None:
        thing, model = self._one(of)
        model.mood = mood
        self.world.pigeon.moods[thing.id] = self.world.drum.moods[thing.id] = mood

    def expires(self, of: int) -> None:
        thing, model = self._one(of)
        if model.announced and not model.deleted:
            model.expired = True
            self.world.happen(self.world.region.change(thing.id, expires_at=clock.ago(1)))

    def provider_reports(self, of: int, said: tuple[DeliveryState, Reason | None], *, reminds: bool) -> None:
        thing, model = self._one(of)
        state, reason = said
        occasion = REMINDERS.get(model.sent.type, UNREAD) if reminds else FIRST
        key = f"{thing.id}:{SMS}:{occasion}"
        one = report.Report(
            delivery=key, notification=None, channel=None, occasion=None, state=state, reason=reason
        )
        stage = self.world.stage
        ([answered], _) = self.world.call(
            lambda: report.report(stage.platform, stage.gent, [one], dry_run=False)
        )
        got = (answered.state, answered.reason) if isinstance(answered, report.Heard) else answered.code
        assert got == model.reported(occasion, *said)

    def replays(self) -> None:
        stage, every = self.world.stage, followed.Filter()
        answered, times = self.world.call(
            lambda: replay.replay(stage.platform, stage.gent, every, dry_run=False)
        )
        counts: list[tuple[int, int]] = []
        for _ in range(times):
            counts = [model.replayed() for _, model in self.things.values()]
        assert answered.replayed == sum(again for again, _ in counts)
        assert answered.left == sum(left for _, left in counts)

    def time_passes(self) -> None:
        for _, model in self.things.values():
            model.time_passes()
        self.world.happen(self.world.region.soon())
        self._rest()

    def somebody_will_die(self, after: int, moment: Moment) -> None:
        self.world.store.dies = (after, moment)

    def facts_are_heard_twice(self) -> None:
        self.world.twice = True

    def workers_work(self) -> None:
        self._rest()

    def teardown(self) -> None:
        self._rest()

    def _rest(self) -> None:
        self.world.run(self.world.works())
        for _, model in self.things.values():
            model.works()
        self.world.run(seen.is_seen(self.world, self.things.values()))
        self.world.run(seen.is_told(self.world, self.things.values()))
        seen.is_outside(self.world, self.things.values())

    def _one(self, number: int) -> tuple[Thing, Modelled]:
        return list(self.things.values())[number % len(self.things)]

    def _is_new(self, sent: Sent, public_id: UUID) -> None:
        key = NaturalKey(
            type=sent.type, external_id=f"{sent.number}", recipient=_draft(self.world, sent).recipient
        )
        kept = sent.deadline if sent.type in (TASK, VISIT) else None
        model = Modelled(chosen=self.chosen, sent=sent, deadline=kept, version=sent.version)
        self.things[sent.key] = (Thing(id=public_id, key=key), model)


def _is_possible(model: Modelled, asked: Asked) -> bool:
    """Tell whether it is something that happens: a reminder that came does not come once more."""
    if asked.operation is not RESCHEDULE or asked.deadline is None:
        return True
    return asked.deadline == model.deadline or not model.was_due(asked.deadline)


def _draft(world: World, sent: Sent):
    moment = {
        TASK: {"deadline": sent.deadline},
        VISIT: {"appointment": visit(sent.deadline)},
    }
    number = list(world.stage.everybody)[sent.who]
    more = {"version": sent.version, **moment.get(sent.type, {})}
    return draft(f"{sent.number}", to=number, type=sent.type, title=sent.title, **more)
