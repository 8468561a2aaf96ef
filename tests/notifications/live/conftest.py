from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from profile_core.contract import Platform
from tests.notifications.played import Stage, set_up
from tests.sources.played import Provider, signing


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Serve sources on this machine."""
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def stage(platform: Platform) -> AsyncIterator[Stage]:
    """Give a platform that can sign what it asks."""
    quick = {"sources_late": 8.0, "feeds_every": 0.05}
    settings = platform.settings.model_copy(update=quick)
    signed = replace(platform, settings=settings, blocks=(*platform.blocks, signing))
    yield await set_up(signed)
    await signed.sources.close()
