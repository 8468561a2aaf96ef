from collections.abc import Iterator

import pytest

from tests.region import Region, demo


@pytest.fixture(scope="package")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo for all recipes: gateway, worker, identity providers and registers as processes."""
    with demo(tmp_path_factory.mktemp("sites")) as running:
        yield running
