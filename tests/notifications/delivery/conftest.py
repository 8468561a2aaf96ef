from collections.abc import AsyncIterator

import pytest

from blocks.notifications.block import block as notifications
from blocks.notifications.model import Channels
from profile_core.contract import Platform
from profile_core.contract.loading import listeners_by_fact
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from tests.databases import Database
from tests.notifications.delivery.outside import Carrier, Region, block
from tests.notifications.played import PERMIT, TASK, set_up


@pytest.fixture
async def region(database: Database) -> AsyncIterator[Region]:
    """Give a region with two carriers, by which Ghent's types go out; its worker waits to be started."""
    pigeon, drum = Carrier(code="pigeon", digests=True), Carrier(code="drum")
    blocks = (notifications, block(pigeon, drum))
    settings = Settings(database_url=database.url)
    platform = Platform(
        settings=settings,
        store=open_store(settings, listeners_by_fact(blocks)),
        keyring=new_keyring(),
        pages=Pages(public_url=settings.public_url, folders={}),
        blocks=blocks,
    )
    given = Region(stage=await set_up(platform), pigeon=pigeon, drum=drum)
    for code in (PERMIT, TASK):
        await given.define(code, channels=Channels(allowed=("pigeon", "drum")))
    yield given
    await given.stop()
    await platform.store.close()
