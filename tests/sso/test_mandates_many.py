"""Very many mandates: what is over costs nobody a login, so many a day and no more, and a page stays a page."""

import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import Citizen as Asked, ConflictError, Platform, Store, clock
from profile_core.kit.keyring import Keyring, new_keyring
from sso.mandates import answer, give, mandate as mandates, read
from sso.mandates.mandate import State
from sso.tables import mandate_held_table as h
from tests.sso.conftest import platform_of
from tests.sso.mandated import Citizen, citizen, given, in_days, new_number, wish


@pytest.fixture
async def platform(store: Store) -> Platform:
    return platform_of(store, new_keyring())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Note every mandate whose names are opened."""
    names: list[bytes] = []

    def _opened(keyring: Keyring, mandate, sealed: bytes):
        names.append(sealed)
        return real(keyring, mandate, sealed)

    real = mandates.opened
    monkeypatch.setattr(mandates, "opened", _opened)
    return names


async def roles(platform: Platform, holder: Citizen) -> list[str]:
    [source] = read.role_sources(platform)
    asked = Asked(subject=holder.acting.citizen, national_number=holder.number.digits)
    return [role.name for role in await source.roles(asked)]


async def test_login_looks_at_no_mandate_that_is_closed_or_waits(platform: Platform, opened: list[bytes]):
    holder, friend = await citizen(platform, "Holder"), await citizen(platform, "Friend")
    await answer.accept(platform, holder.acting, (await given(platform, friend, holder)).id)
    for end in (answer.end, answer.end, answer.accept):
        giver = await citizen(platform, "Giver")
        mandate = await given(platform, giver, holder)
        if end is answer.end:
            await end(platform, giver.acting, mandate.id)
    opened.clear()
    assert await roles(platform, holder) == ["Friend"]
    assert len(opened) == 1
    async with platform.store.read() as tx:
        mine = (h.c.bucket == holder.acting.citizen.bucket, h.c.closed_at.is_not(None))
        assert await tx.value(sa.select(sa.func.count()).select_from(h).where(*mine)) == 2


async def test_what_expired_is_closed_for_its_holder_too_when_another_follows(platform: Platform):
    giver, holder = await citizen(platform, "Giver"), await citizen(platform, "Holder")
    await given(platform, giver, holder, days=1)
    with time_machine.travel(clock.ahead(3 * 86_400), tick=False):
        await given(platform, giver, holder)
        async with platform.store.read() as tx:
            mine = sa.select(h.c.closed_at).where(h.c.bucket == holder.acting.citizen.bucket)
            assert sorted(row.closed_at is None for row in await tx.rows(mine)) == [False, True]


async def test_so_many_may_be_given_in_a_day_also_where_they_are_ended(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(give, "MOST_A_DAY", 2)
    giver, holder = await citizen(platform, "Giver"), await citizen(platform, "Holder")
    for _ in range(2):
        mandate = await given(platform, giver, holder)
        await answer.end(platform, giver.acting, mandate.id)
    with pytest.raises(ConflictError) as refused:
        await given(platform, giver, holder)
    assert refused.value.code == "mandate.too_many_today"
    with time_machine.travel(clock.ahead(86_500), tick=False):
        await give.give(platform, giver.acting, wish(giver, new_number(), in_days(platform, 9)))


async def test_page_shows_so_many_and_what_is_open_first(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read, "_SHOWN", 2)
    giver, holder = await citizen(platform, "Giver"), await citizen(platform, "Holder")
    other = await citizen(platform, "Other")
    await given(platform, other, holder)
    await given(platform, giver, other)
    for _ in range(3):
        mandate = await given(platform, giver, holder)
        await answer.end(platform, giver.acting, mandate.id)
    seen = await read.overview(platform, holder.acting)
    assert ([one.state for one in seen.waiting], len(seen.over)) == ([State.WAITING], 1)
    seen = await read.overview(platform, giver.acting)
    assert ([one.state for one in seen.given], len(seen.over)) == ([State.WAITING], 1)
