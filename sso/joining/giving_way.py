"""A test site keeps no origin from a body that may go live there.

Why: docs/decisions/0016-a-test-site-gives-way-to-a-live-one.md
"""

from profile_core.contract import Caller, Environment, Provider, Tx
from profile_core.directory import rows as directory
from profile_core.directory.joining import Joining
from profile_core.directory.model import Site
from sso.joining import live, removal


async def in_the_way(tx: Tx, provider: Provider, wanted: Joining, has: live.Agreed) -> Site | None:
    """Return the test site of another provider that gives way to what is wanted, if there is one."""
    if wanted.environment is Environment.TEST or live.lacking(wanted.origin, wanted.scopes, has):
        return None
    site = await directory.site(tx, wanted.origin)
    if site is None or site.provider == provider.id:
        return None
    application = await directory.application(tx, site.client_id)
    return site if application and application.environment is Environment.TEST else None


async def give_way(tx: Tx, site: Site, actor: Caller | str) -> None:
    """Take a test site away; one that went live at this moment stays, and one that is gone may be another's by now."""
    application = await directory.lock(tx, site.client_id)
    if application and application.environment is Environment.TEST:
        await removal.take_away(tx, site, actor=actor, why="origin_taken")
