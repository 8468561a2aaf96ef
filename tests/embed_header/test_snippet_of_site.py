"""What a registered site need not say again: its name, and which blocks its header shows."""

from collections.abc import AsyncIterator

import pytest

from embed_header import configure, generator
from embed_header.block import block as header
from embed_header.configure import Change
from embed_header.wishes import Wishes
from profile_core.contract import NotFoundError, Platform
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.region_of_blocks import Shown
from tests.embed_header.registered_sites import AALST_BE, GENT_BE, register
from tests.gateway.platforms import played

PINS = {"letters": "sha384-AAA", "parking": "sha384-BBB"}


@pytest.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    """Give a region in which Aalst shows parking alone."""
    blocks = (header, Shown("letters").block(), Shown("parking").block())
    platform = played(Settings(database_url=database.url), *blocks)
    async with platform.store.begin() as tx:
        await register(tx)
    await configure.configure_any(platform, Change(origin=AALST_BE, blocks=["parking"]))
    yield platform
    await platform.store.close()


async def test_site_that_chose_nothing_pins_all_that_can_be_pinned(platform: Platform):
    known = await generator.of_site(platform, GENT_BE, Wishes(), PINS)
    assert known.chosen(PINS) == PINS


async def test_site_pins_the_blocks_that_its_header_shows(platform: Platform):
    known = await generator.of_site(platform, AALST_BE, Wishes(), PINS)
    assert known.chosen(PINS) == {"parking": "sha384-BBB"}


async def test_what_is_said_counts_before_what_is_known(platform: Platform):
    known = await generator.of_site(platform, AALST_BE, Wishes(language="fr", blocks=("letters",)), PINS)
    assert known.organisation == "Ville de Gand"
    assert known.chosen(PINS) == {"letters": "sha384-AAA"}
    named = await generator.of_site(platform, AALST_BE, Wishes(organisation="Alost"), PINS)
    assert named.organisation == "Alost"


async def test_origin_that_nobody_registered_is_refused_by_name(platform: Platform):
    with pytest.raises(NotFoundError, match=r"Nobody registered https://x\.example\."):
        await generator.of_site(platform, "https://x.example", Wishes(), PINS)
