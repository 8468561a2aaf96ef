"""Seeing that all is as a model says: to its provider, to its citizens, in the feed, and outside."""

from collections import Counter, defaultdict
from collections.abc import Collection
from itertools import pairwise
from uuid import UUID

from blocks.notifications import follow
from blocks.notifications.model import FIRST, UNDER_WAY, DeliveryState, Event, Reason
from blocks.notifications.rows import followed, inbox, registered
from profile_core.contract import Tx, clock
from tests.notifications.any_order.lines import Line
from tests.notifications.any_order.modelled import Modelled
from tests.notifications.any_order.world import World
from tests.notifications.operated import Thing

Things = Collection[tuple[Thing, Modelled]]
Step = tuple[DeliveryState | None, Reason | None]


async def is_seen(world: World, things: Things) -> None:
    """See that provider and citizens are shown what the model says."""
    by_id = {thing.id: model for thing, model in things}
    async with world.store.read() as tx:
        caller = world.stage.gent
        known = await registered.notifications(tx, caller, registered.Filter(), after=None, most=100)
        lines = await follow.deliveries(tx, caller, followed.Filter(), after=None, most=500)
        assert {one.id: _as_provider(one) for one in known} == {
            one: _of_provider(model) for one, model in by_id.items()
        }
        assert {(one.notification, one.channel, one.occasion): (one.state, one.reason) for one in lines} == {
            (one, *key): (line.state, line.reason)
            for one, model in by_id.items()
            for key, line in model.lines.items()
        }
        for who in (0, 1):
            await _inbox_is_seen(world, tx, who, by_id)


async def _inbox_is_seen(world: World, tx: Tx, who: int, by_id: dict[UUID, Modelled]) -> None:
    acting = world.citizen(who)
    mine = {one: model for one, model in by_id.items() if model.sent.who == who and model.visible}
    pages = [
        item
        for archived in (False, True)
        for item in await inbox.page(tx, acting, inbox.InboxFilter(archived=archived), most=100)
    ]
    assert {item.id: _as_citizen(item) for item in pages} == {
        one: _of_citizen(model) for one, model in mine.items()
    }
    unread = sum(not model.read and not model.archived for model in mine.values())
    counts = await inbox.counts(tx, acting)
    assert (counts.unread, counts.to_do, counts.archived) == (
        unread,
        sum(model.to_do for model in mine.values()),
        sum(model.archived for model in mine.values()),
    )
    assert await inbox.unread_counts(tx, [acting]) == [unread]


async def is_told(world: World, things: Things) -> None:
    """See that the feed has no gap, tells paper once, and ends each delivery where it stands: by the moments, for lanes wait by themselves."""
    async with world.store.read() as tx:
        told = await follow.events(tx, world.stage.gent, 0, most=500)
    assert [one.position for one in told.events] == list(range(1, len(told.events) + 1))
    steps = defaultdict[tuple[UUID, str | None, str | None], list[Step]](list)
    paper = Counter[UUID]()
    for one in sorted(told.events, key=lambda one: one.told.at):
        if one.told.event is Event.PAPER_NEEDED:
            paper[one.told.notification] += 1
        else:
            key = (one.told.notification, one.told.channel, one.told.occasion)
            steps[key].append((one.told.state, one.told.reason))
    for thing, model in things:
        assert paper[thing.id] == model.paper
        for (channel, occasion), line in model.lines.items():
            _are_steps(steps[thing.id, channel, occasion], occasion, line)


def is_outside(world: World, things: Things) -> None:
    """See that each call went out as often as it should: oftener only where somebody died, by the same id."""
    went = world.went()
    for thing, model in things:
        for (channel, occasion), line in model.lines.items():
            ids = went.pop((thing.id, channel, occasion), [])
            in_order = list(dict.fromkeys(ids))
            calls = list(dict.fromkeys(line.went))
            assert len(in_order) == len(calls)
            as_calls = [calls[in_order.index(one)] for one in ids]
            assert as_calls == line.went or (world.died and len(ids) > len(line.went))
    assert not {key for key in went if key[0] in {thing.id for thing, _ in things}}


def _are_steps(steps: list[Step], occasion: str, line: Line) -> None:
    if line.state not in UNDER_WAY:
        assert steps
        assert steps[-1] == (line.state, line.reason)
    if occasion == FIRST:
        assert all(one != another for one, another in pairwise(steps))


def _as_provider(one: registered.Registered) -> tuple[object, ...]:
    due = one.appointment.starts_at if one.appointment else one.deadline
    return (one.state, one.revision, one.task, one.done_by, one.version, due)


def _of_provider(model: Modelled) -> tuple[object, ...]:
    if model.deleted:
        return (model.state, model.revision, None, None, None, None)
    return (model.state, model.revision, model.task, model.done, model.version, model.deadline)


def _as_citizen(item: inbox.InboxItem) -> tuple[object, ...]:
    marks = (item.read_at is not None, item.archived_at is not None)
    return (*marks, item.task(clock.now()), item.due, item.title.in_language("nl"))


def _of_citizen(model: Modelled) -> tuple[object, ...]:
    title = model.sent.title if model.title == "-" else model.title
    return (model.read, model.archived, model.task, model.deadline, title)
