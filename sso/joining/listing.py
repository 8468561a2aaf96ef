"""The sites of a provider."""

from dataclasses import dataclass

from profile_core.contract import Caller, Platform
from profile_core.directory import rows as directory
from profile_core.directory.joining import Joined
from sso.joining import live, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A site, and what it lacks before it may serve real citizens."""

    joined: Joined
    missing: tuple[str, ...]


async def sites(platform: Platform, caller: Caller) -> list[Listed]:
    """Return the sites of the caller's provider by origin; a test program sees those for tests."""
    register.may(caller)
    async with platform.store.read() as tx:
        found = await directory.sites_of_provider(tx, caller.provider)
        has = await live.agreed(platform, tx, caller.provider)
    seen = [
        Joined(site=site, application=application)
        for site, application in found
        if application.environment in register.within(caller)
    ]
    return [Listed(joined=one, missing=live.missing(one, has)) for one in seen]
