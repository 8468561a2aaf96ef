from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from blocks.file_status.block import block as files
from blocks.notifications.block import block as notifications
from embed_header.block import block as header
from profile_core.contract import Acting, Block, Platform, Store, SubjectRef, ids, texts
from profile_core.contract.loading import LAST
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from sso import looked, privacy
from tests.notifications import tokens
from tests.notifications.platforms import LISTENERS
from tests.sources.played import signing

kept_by_sso = Block(
    name="sso", title=texts(nl="Aanmelden"), privacy=privacy.PRIVACY, disclosures=looked.DISCLOSURES
)
"""Sign-on as far as its tables go; who is logged in is played."""


@pytest.fixture
def whole(open_with: Callable[..., Store], database_url: str) -> Platform:
    """Give a platform with the tables of all our blocks."""
    settings, blocks = Settings(database_url=database_url), (notifications, files, kept_by_sso, header)
    pages = Pages(
        public_url=settings.public_url,
        folders={block.name: block.pages for block in blocks if block.pages},
        navigation=[*notifications.navigation, *LAST],
    )
    return Platform(
        settings=settings,
        store=open_with(LISTENERS),
        keyring=new_keyring(),
        pages=pages,
        blocks=(tokens.block, signing, *blocks),
    )


@pytest.fixture
async def asking(whole: Platform) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the gateway over all of them."""
    transport = httpx2.ASGITransport(build(whole), raise_app_exceptions=False)
    address = whole.settings.public_url
    async with httpx2.AsyncClient(transport=transport, base_url=address) as client:
        yield client


def somebody(bucket: int = 7) -> Acting:
    """Return a citizen who acts for themselves at our pages."""
    subject = SubjectRef(ids.new_id(bucket))
    return Acting(citizen=subject, subject=subject, name="An Peeters", at_pages=True)
