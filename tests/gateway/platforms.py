"""Platforms of the tests: real store, real pages, blocks given as values."""

from profile_core.contract import Block, Platform
from profile_core.contract.loading import listeners_by_fact
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from tests.gateway.played import block


def played(settings: Settings, *blocks: Block) -> Platform:
    chosen = blocks or (block,)
    return Platform(
        settings=settings,
        store=open_store(settings, listeners_by_fact(chosen)),
        keyring=new_keyring(),
        pages=Pages(
            public_url=settings.public_url,
            folders={block.name: block.pages for block in chosen if block.pages},
        ),
        blocks=chosen,
    )
