"""Pushed requests by the FAPI 2.0 Security Profile modules: a test is named after its module (docs/conformance.md)."""

import pytest

from tests.sso.conftest import Played
from tests.sso.programs import change


@pytest.fixture
async def strict(played: Played) -> Played:
    """Register the site of Ghent for the strict profile."""
    await change(played, played.gent, profile="fapi2")
    return played
