"""Taking a site away: by the operator, or because its origin is another's."""

from profile_core import audit
from profile_core.contract import Caller, NotFoundError, Platform, Store, SubjectRef, Tx, clock
from profile_core.directory import rows as directory
from profile_core.directory.model import Site
from sso import ending
from sso.rows import endings


async def remove(platform: Platform, origin: str) -> Site:
    """Take a site away, as the operator; without its client no token or code of it is good for anything.

    What citizens have there ends first, bucket by bucket, so that no transaction is long. Where that is cut
    short the site still stands: doing it again goes on.
    """
    async with platform.store.read() as tx:
        site = await _known(tx, origin)
        buckets = await _buckets(tx, site)
    for bucket in buckets:
        await _end_in(platform.store, site, bucket)
    async with platform.store.begin() as tx:
        site = await _known(tx, origin)
        await take_away(tx, site, actor=audit.OPERATOR, why="site_removed")
    return site


async def take_away(tx: Tx, site: Site, *, actor: Caller | str, why: ending.Why) -> None:
    """Take a site away with all that is left of its client, where that has no other; its body's trail says who did."""
    for bucket in await _buckets(tx, site):
        await ending.end_all_of(tx, site.client_id, bucket, why)
    await directory.take_away(tx, site)
    await audit.record(
        tx,
        subject=SubjectRef(site.provider),
        actor=actor,
        action="sso.site_taken_away",
        purpose=why,
        detail={"origin": site.origin, "clients": site.client_id},
    )


async def _known(tx: Tx, origin: str) -> Site:
    site = await directory.site(tx, origin)
    if site is None:
        message = f"There is no site {origin}. Give its exact origin, such as https://www.gent.be"
        raise NotFoundError("site.unknown", message)
    return site


async def _end_in(store: Store, site: Site, bucket: int) -> None:
    async with store.begin() as tx:
        await ending.end_all_of(tx, site.client_id, bucket, "site_removed")


async def _buckets(tx: Tx, site: Site) -> list[int]:
    """Return where the client of a site has anything; nowhere where it serves other sites, and so goes on."""
    if len(await directory.sites_of(tx, site.client_id)) > 1:
        return []
    return await endings.buckets_of(tx, site.client_id, at=clock.now())
