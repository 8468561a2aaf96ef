"""What live applications may have only by an agreement of their provider (docs/operations/directory.md)."""

from collections.abc import Collection
from uuid import UUID

from profile_core.contract import Environment, Platform, Tx, clock
from profile_core.directory import rows as directory
from profile_core.directory.model import Application

NAMED = frozenset({"profile", "citizen", "offline_access"})
"""Scopes that an agreement of the block ``sso`` must name among its data sets."""
BLOCK = "sso"
ANY = "openid"
"""The scope of every login: any agreement of the block ``sso`` is enough for it."""
NEEDED = NAMED | {ANY}
HEADER = "header"
"""A scope, and the block whose agreement it needs."""


async def agreed(platform: Platform, tx: Tx, application: Application) -> frozenset[str]:
    """Return those of ``NEEDED`` that an application may have today; a test application needs no agreement."""
    if application.environment is Environment.TEST:
        return NEEDED
    return await named(platform, tx, application.provider)


async def covers_header(platform: Platform, tx: Tx, application: Application) -> bool:
    """Tell whether an application may have header tokens today."""
    if application.environment is Environment.TEST:
        return True
    return await names_header(platform, tx, application.provider)


async def named(platform: Platform, tx: Tx, provider: UUID) -> frozenset[str]:
    """Return those of ``NEEDED`` that a provider's agreements give today."""
    today = clock.today(platform.settings.timezone)
    if not await directory.agreement_covers(tx, provider, BLOCK, today):
        return frozenset()
    return NAMED & await directory.agreed_data_sets(tx, provider, BLOCK, today) | {ANY}


def lacking(scopes: Collection[str], agreed: Collection[str]) -> list[str]:
    """Return which scopes still need an agreement; one that names another of them gives ``ANY`` as well."""
    found = sorted((NEEDED & set(scopes)) - set(agreed))
    return [scope for scope in found if scope != ANY] or found


async def names_header(platform: Platform, tx: Tx, provider: UUID) -> bool:
    """Tell whether a provider has an agreement about the header today."""
    return await directory.agreement_covers(tx, provider, HEADER, clock.today(platform.settings.timezone))
