"""Which feeds are followed: those that types in force are read from, or were until less than a day ago."""

from uuid import UUID

from blocks.notifications import modes
from blocks.notifications.model import Mode
from blocks.notifications.rows import fed as rows
from profile_core.contract import Environment, Job, Platform, Tx, clock, sources

_BLOCK = "notifications"
_EVERY = 5
"""Seconds after which a feed is followed at the latest, once a type wants it."""


async def follow(platform: Platform) -> None:
    """Follow the feeds that types ask for, and no others; done twice it changes nothing."""
    async with platform.store.begin() as tx:
        await sources.follow_only(tx, _BLOCK, await _wanted(tx))


FOLLOW = Job(name="notifications.follow_feeds", every=_EVERY, run=follow)


async def _wanted(tx: Tx) -> set[UUID]:
    moment = clock.now()
    names: set[tuple[UUID, Environment, str]] = {
        (one.provider, one.environment, door.source)
        for one in await rows.pulling(tx)
        for door in modes.doors(one, moment)
        if door.mode is Mode.PULL_FEED and door.source is not None
    }
    return {one.id for one in (await sources.named(tx, names)).values()}
