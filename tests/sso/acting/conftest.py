"""Sign-on that knows registers, for all that is done in a role."""

from collections.abc import Iterator

import pytest

from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.registered import Registers, publish_enterprises, registers


@pytest.fixture(scope="module")
def region() -> Iterator[Registers]:
    """Serve the registers once for a file."""
    with registers() as served:
        yield served


@pytest.fixture
def configured(upstream: str, configure: Configure, region: Registers) -> None:
    """Let sign-on know the registers too."""
    configure(Upstream(issuer=upstream), *region.configured)


@pytest.fixture
async def roles(played: Played, region: Registers) -> Played:
    await region.begin(played.ours)
    await publish_enterprises(played.platform)
    return played
