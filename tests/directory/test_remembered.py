from datetime import timedelta

import pytest
import sqlalchemy as sa

from profile_core.directory.remembered import LONGEST, Applications
from profile_core.directory.tables import application_table as a
from profile_core.kit import clock, ids
from profile_core.store import Store

PARKING = {
    "client_id": "parking",
    "provider_id": ids.plain_id(),
    "environment": "test",
    "name": "Parking",
    "profile": "standard",
    "jwks": [],
    "scopes": ["notifications"],
    "redirect_uris": [],
    "post_logout_redirect_uris": [],
}


@pytest.fixture
def applications(store: Store) -> Applications:
    return Applications(store)


async def test_changed_or_removed_application_counts_within_a_second(
    applications: Applications, store: Store, monkeypatch: pytest.MonkeyPatch
):
    async with store.begin() as tx:
        await tx.insert(a, [PARKING])
    first = await applications.of("parking")
    async with store.begin() as tx:
        await tx.run(sa.update(a).values(scopes=[]))
    later(monkeypatch)
    second = await applications.of("parking")
    async with store.begin() as tx:
        await tx.run(sa.delete(a))
    later(monkeypatch)
    assert (first and first.scopes, second and second.scopes) == ({"notifications"}, frozenset())
    assert await applications.of("parking") is None


async def test_application_is_read_once_in_a_second(applications: Applications, store: Store):
    async with store.begin() as tx:
        await tx.insert(a, [PARKING])
    first = await applications.of("parking")
    assert first is not None
    assert await applications.of("parking") is first


async def test_new_application_is_found_at_once(applications: Applications, store: Store):
    assert await applications.of("parking") is None
    async with store.begin() as tx:
        await tx.insert(a, [PARKING])
    assert await applications.of("parking") is not None


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now() + timedelta(seconds=LONGEST)
    monkeypatch.setattr(clock, "now", lambda: moment)
