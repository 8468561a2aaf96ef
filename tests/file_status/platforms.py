"""Platforms on which files run, and notifications beside them."""

from blocks.file_status.block import block
from blocks.notifications.block import block as notifications
from profile_core.contract import Platform, Store
from profile_core.contract.loading import listeners_by_fact
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from tests.notifications import tokens
from tests.sources.played import signing

BLOCKS = (tokens.block, signing, notifications, block)
LISTENERS = listeners_by_fact(BLOCKS)


def platform_with(settings: Settings, keyring: Keyring, store: Store) -> Platform:
    folders = {one.name: one.pages for one in BLOCKS if one.pages}
    pages = Pages(public_url=settings.public_url, folders=folders)
    return Platform(settings=settings, store=store, keyring=keyring, pages=pages, blocks=BLOCKS)
