from collections.abc import AsyncIterator

import pytest

from profile_core.contract import Store
from tests.sources.played import Provider, Stage, citizen, platform_on


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Serve sources on this machine."""
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def stage(store: Store, provider: Provider) -> AsyncIterator[Stage]:
    """Give a process that asks a provider about one citizen."""
    platform = platform_on(store)
    yield Stage(platform=platform, provider=provider, acting=await citizen(platform))
    await platform.sources.close()
