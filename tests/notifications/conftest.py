from collections.abc import Callable

import pytest

from blocks.notifications.block import block
from profile_core.contract import Platform, Store
from profile_core.contract.loading import listeners_by_fact
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from tests.notifications.played import Stage, set_up


@pytest.fixture
def platform(open_with: Callable[..., Store], database_url: str) -> Platform:
    """Give a platform on which only this block runs."""
    settings = Settings(database_url=database_url, blocks="notifications")
    folders = {block.name: block.pages} if block.pages else {}
    return Platform(
        settings=settings,
        store=open_with(listeners_by_fact([block])),
        keyring=new_keyring(),
        pages=Pages(public_url=settings.public_url, folders=folders),
        blocks=(block,),
    )


@pytest.fixture
async def stage(platform: Platform) -> Stage:
    """Give a platform with two providers and some citizens."""
    return await set_up(platform)
