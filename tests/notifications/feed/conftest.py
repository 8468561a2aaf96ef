from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from profile_core.contract import Platform
from tests.notifications.feed.fedtypes import Fed, fed_stage
from tests.notifications.played import set_up
from tests.sources.played import signing


@pytest.fixture
async def fed(platform: Platform) -> AsyncIterator[Fed]:
    """Give a provider whose notifications come by a feed."""
    signed = replace(platform, blocks=(*platform.blocks, signing))
    yield await fed_stage(await set_up(signed))
    await signed.sources.close()
