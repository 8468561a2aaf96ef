from collections.abc import AsyncIterator

import pytest

from tests.notifications.feed.fedtypes import Fed, fed_stage
from tests.notifications.played import Stage


@pytest.fixture
async def fed(stage: Stage) -> AsyncIterator[Fed]:
    """Give a provider whose notifications come by a feed."""
    yield await fed_stage(stage)
    await stage.platform.sources.close()
