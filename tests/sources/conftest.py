from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

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
async def open_stage(store: Store, provider: Provider) -> AsyncIterator[Callable[..., Awaitable[Stage]]]:
    """Open processes with settings of their own."""
    opened: list[Stage] = []

    async def _open(**settings: Any) -> Stage:
        platform = platform_on(store, **settings)
        opened.append(Stage(platform=platform, provider=provider, acting=await citizen(platform)))
        return opened[-1]

    yield _open
    for one in opened:
        await one.platform.sources.close()


@pytest.fixture
async def stage(open_stage: Callable[..., Awaitable[Stage]]) -> Stage:
    """Give a process that asks a provider about one citizen."""
    return await open_stage()
