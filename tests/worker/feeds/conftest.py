from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from profile_core.contract import Block, Store, texts
from profile_core.kit.keyring import new_keyring
from tests.sources.played import Provider, Stage, citizen, platform_on, signing
from tests.worker.feeds.numbered import Taken, World


@pytest.fixture
async def world(store: Store, provider: Provider) -> AsyncIterator[World]:
    """Give a block that takes numbers from feeds that are asked often."""
    taken = Taken()
    block = Block(name="counted", title=texts(nl="Getallen"), feed=lambda _: taken)
    platform = platform_on(store, new_keyring(), feeds_every=0.05)
    platform = replace(platform, blocks=(signing, block))
    yield World(Stage(platform=platform, provider=provider, acting=await citizen(platform)), taken)
    await platform.sources.close()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Serve feeds on this machine."""
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()
