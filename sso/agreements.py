"""What live applications may have only by an agreement of their provider (docs/operations/directory.md)."""

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
    return NAMED & await directory.agreed_data_sets(
        tx, application.provider, BLOCK, clock.today(platform.settings.timezone)
    )


async def covers_header(platform: Platform, tx: Tx, application: Application) -> bool:
    """Tell whether an application may have header tokens today."""
    if application.environment is Environment.TEST:
        return True
    return await directory.agreement_covers(
        tx, application.provider, HEADER, clock.today(platform.settings.timezone)
    )
