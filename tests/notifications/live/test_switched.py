"""A provider that changes its mode while things go on: each notification is seen once, and what was read stays read."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
import time_machine

from blocks.notifications import read, register, types
from blocks.notifications.model import Accepted, Mode
from profile_core.contract import WrongModeError, clock
from tests.notifications.live.shelves import LIVE, Shelf, keeps, live_type, page, shelf_of
from tests.notifications.played import Stage, draft
from tests.sources.played import Provider


async def mode(stage: Stage, wanted: Mode) -> None:
    source = None if wanted is Mode.PUSH else "main"
    await types.update(
        stage.platform, stage.gent, live_type(stage.gent, mode=wanted, source=source), dry_run=False
    )


class Traffic:
    """A provider that has everything in its own system, and from time to time says it by the doors that are open."""

    def __init__(self, stage: Stage, shelf: Shelf) -> None:
        self.stage, self.shelf, self.made = stage, shelf, 0
        self.first_seen: list[str] = []
        self.read: set[str] = set()

    async def goes_on(self, *, pushes: bool, keeps_it: bool) -> None:
        """Make one more, and say it by push, at the source, or by both."""
        self.made += 1
        name = f"n{self.made}"
        created_at = clock.now()
        if keeps_it:
            self.shelf.put(name, 0, createdAt=clock.rfc3339(created_at), version=1, text=name)
        if pushes:
            said = draft(name, type=LIVE, title=name, version=1, created_at=created_at)
            [outcome] = await self.stage.register(said)
            assert isinstance(outcome, Accepted), (name, outcome)
            await self.stage.deliver()

    async def looks(self) -> None:
        """Let the citizen look: each notification is there once, what was read is read; read one more."""
        listed = await page(self.stage, most=100)
        counted = Counter(one.external_id for one in listed.items)
        assert set(counted.values()) <= {1}
        self.first_seen += [name for name in counted if name not in self.first_seen]
        now_read = {one.external_id for one in listed.items if one.read_at is not None}
        assert self.read & set(counted) <= now_read
        unread = [one for one in listed.items if one.read_at is None]
        if unread:
            await read.mark_read(self.stage.platform.store, self.stage.citizen(), [str(unread[0].id)])
            self.read.add(unread[0].external_id)

    def all(self) -> set[str]:
        return {f"n{number}" for number in range(1, self.made + 1)}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_from_push_to_live_and_back_each_is_seen_once(stage: Stage, provider: Provider, seed: int):
    shelf = await shelf_of(stage, provider, stage.gent)
    chance = Random(seed)
    await types.register(
        stage.platform, stage.gent, live_type(stage.gent, mode=Mode.PUSH, source=None), dry_run=False
    )
    traffic = Traffic(stage, shelf)

    async def while_(*, pushes: bool, keeps_it: bool) -> None:
        for _ in range(chance.randint(2, 5)):
            await traffic.goes_on(pushes=pushes, keeps_it=keeps_it)
            await traffic.looks()

    with time_machine.travel(clock.now(), tick=True) as travelled:
        await while_(pushes=True, keeps_it=False)
        await mode(stage, Mode.PULL_LIVE)
        await while_(pushes=True, keeps_it=True)
        await while_(pushes=True, keeps_it=False)
        await while_(pushes=False, keeps_it=True)
        travelled.shift(timedelta(hours=25))
        await while_(pushes=False, keeps_it=True)
        await mode(stage, Mode.PUSH)
        await while_(pushes=True, keeps_it=True)
        await while_(pushes=False, keeps_it=True)
        for item in shelf.items:
            created_at = clock.as_utc(clock.now().fromisoformat(item["createdAt"]))
            await stage.register(
                draft(
                    item["externalId"], type=LIVE, title=item["externalId"], version=1, created_at=created_at
                )
            )
        await stage.deliver()
        await traffic.looks()
        travelled.shift(timedelta(hours=25))
        await while_(pushes=True, keeps_it=False)
        listed = await page(stage, most=100)
    assert {one.external_id for one in listed.items} == traffic.all()
    assert sorted(traffic.first_seen) == sorted(traffic.all())
    assert traffic.read <= {one.external_id for one in listed.items if one.read_at is not None}


async def test_a_day_after_the_change_the_former_door_is_shut(stage: Stage, provider: Provider):
    await shelf_of(stage, provider, stage.gent)
    await keeps(stage, stage.gent)
    await mode(stage, Mode.PUSH)
    await mode(stage, Mode.PULL_LIVE)
    [taken] = await register.register(stage.platform, stage.gent, [draft("1", type=LIVE)], dry_run=False)
    assert isinstance(taken, Accepted)
    with time_machine.travel(clock.ahead(24 * 3600 + 60)):
        again, refused = await register.register(
            stage.platform, stage.gent, [draft("1", type=LIVE), draft("2", type=LIVE)], dry_run=False
        )
    assert isinstance(refused, WrongModeError)
    assert again == taken
