"""What live applications may have only by an agreement of their provider (docs/operations/directory.md)."""

from uuid import UUID

from profile_core.contract import Environment, Platform, Tx, clock
from profile_core.directory import rows as directory
from profile_core.directory.model import Application

NAMED = frozenset({"profile", "citizen", "offline_access"})
"""Scopes that an agreement of the block ``sso`` must name among its data sets."""
BLOCK = "sso"
HEADER = "header"
"""A scope, and the block whose agreement it needs."""


async def agreed(platform: Platform, tx: Tx, application: Application) -> frozenset[str]:
    """Return those of ``NAMED`` that an application may have today; a test application needs no agreement."""
    if application.environment is Environment.TEST:
        return NAMED
    return await named(platform, tx, application.provider)


async def covers_header(platform: Platform, tx: Tx, application: Application) -> bool:
    """Tell whether an application may have header tokens today."""
    if application.environment is Environment.TEST:
        return True
    return await names_header(platform, tx, application.provider)


async def named(platform: Platform, tx: Tx, provider: UUID) -> frozenset[str]:
    """Return those of ``NAMED`` that a provider's agreements name today."""
    today = clock.today(platform.settings.timezone)
    return NAMED & await directory.agreed_data_sets(tx, provider, BLOCK, today)


async def names_header(platform: Platform, tx: Tx, provider: UUID) -> bool:
    """Tell whether a provider has an agreement about the header today."""
    return await directory.agreement_covers(tx, provider, HEADER, clock.today(platform.settings.timezone))
