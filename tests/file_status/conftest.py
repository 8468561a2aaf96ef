from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from profile_core.contract import Platform, Store
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from tests.file_status.platforms import LISTENERS, platform_with
from tests.file_status.played import Stage, set_up
from tests.sources.played import Provider


@pytest.fixture
def platform(open_with: Callable[..., Store], database_url: str) -> Platform:
    """Give a platform on which files and notifications run."""
    return platform_with(Settings(database_url=database_url), new_keyring(), open_with(LISTENERS))


@pytest.fixture
async def stage(platform: Platform) -> Stage:
    """Give a platform with two providers and some citizens."""
    return await set_up(platform)


@pytest.fixture
async def gateway(stage: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the gateway over the stage's platform."""
    transport = httpx2.ASGITransport(build(stage.platform), raise_app_exceptions=False)
    address = stage.platform.settings.public_url
    async with httpx2.AsyncClient(transport=transport, base_url=address) as client:
        yield client


@pytest.fixture
async def provider(stage: Stage) -> AsyncIterator[Provider]:
    """Serve sources on this machine."""
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()
    await stage.platform.sources.close()
