"""Which feeds are followed: those that providers chose for their files, or had until less than a day ago."""

from uuid import UUID

from blocks.file_status.rows import modes as rows
from profile_core.contract import Environment, Job, Platform, Tx, clock, sources

_BLOCK = "file_status"
_EVERY = 5
"""Seconds after which a feed is followed at the latest, once its provider wants it."""


async def follow(platform: Platform) -> None:
    """Follow the feeds that providers ask for, and no others; done twice it changes nothing."""
    async with platform.store.begin() as tx:
        await sources.follow_only(tx, _BLOCK, await _wanted(tx))


FOLLOW = Job(name="file_status.follow_feeds", every=_EVERY, run=follow)


async def _wanted(tx: Tx) -> set[UUID]:
    moment = clock.now()
    names: set[tuple[UUID, Environment, str]] = {
        (one.provider, one.environment, door.source)
        for one in await rows.pulling(tx)
        for door in one.doors(moment)
        if door.mode is sources.Mode.PULL_FEED and door.source is not None
    }
    return {one.id for one in (await sources.named(tx, names)).values()}
