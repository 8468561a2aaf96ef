"""A registered site of the tests' own, served over real HTTP, and the platform that checks it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from embed_header.block import block as header
from profile_core.contract import Block, Environment, Platform, ids
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.store import open_store
from tests.conftest import KINDS, one_database
from tests.databases import Database
from tests.embed_header.registered_sites import add_site
from tests.embed_header.site_check.sample import CLIENT, GATEWAY, Site, good, parking
from tests.standing import stood

PAGES = Pages(public_url=GATEWAY, folders={"header": header.pages} if header.pages else {})


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> Block:
    return parking(tmp_path_factory.mktemp("widgets"))


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    """Serve one site for all tests of a file."""
    site = Site()
    with stood(site.app()) as port:
        site.origin = f"http://gent.localhost:{port}"
        yield site


@pytest.fixture(scope="module", params=KINDS)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Give one database to all tests of a file, which write nothing but the site."""
    with one_database(request, tmp_path_factory.mktemp("database")) as given:
        yield given


@pytest.fixture
async def platform(shared_database: Database, block: Block) -> AsyncIterator[Platform]:
    settings = Settings(database_url=shared_database.url, public_url=GATEWAY)
    opened = Platform(
        settings=settings,
        store=open_store(settings, {}),
        keyring=new_keyring(),
        pages=PAGES,
        blocks=(header, block),
    )
    yield opened
    await opened.store.close()


@pytest.fixture
async def site(running: Site, platform: Platform, block: Block) -> Site:
    """Register the site, and let it be as it should."""
    running.answers = good(block)
    running.asked.clear()
    async with platform.store.begin() as tx:
        await add_site(tx, running.origin, ids.plain_id(), Environment.TEST, CLIENT)
    return running
