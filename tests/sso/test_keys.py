"""Signing keys: one first key, whoever makes it; private parts only under the keyring; rotation with overlap."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey
from pydantic import ValidationError

from profile_core import audit
from profile_core.contract import InvalidError, NotFoundError, Platform, Store, clock
from profile_core.kit.keyring import Keyring, SealError, new_keyring, promoted, rotated
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from sso.jose import TokenError
from sso.keys import SigningKeys, rotation, rows
from sso.keys.sealing import new_key, private_key
from sso.settings import SsoSettings

SETTINGS = SsoSettings()


def platform_of(store: Store, keyring: Keyring) -> Platform:
    pages = Pages(public_url="http://localhost:8400", folders={})
    return Platform(settings=Settings(), store=store, keyring=keyring, pages=pages, blocks=())


@pytest.fixture
def platform(store: Store) -> Platform:
    return platform_of(store, new_keyring())


async def signer_of(platform: Platform) -> str | None:
    """Return the kid that a process which reads the keys just now signs with."""
    return (await SigningKeys(platform.store, platform.keyring).ring()).signer.kid


async def published(platform: Platform) -> list[int]:
    async with platform.store.read() as tx:
        return [key.number for key in await rows.kept(tx, clock.now())]


async def test_many_first_processes_make_one_key(store: Store):
    keyring = new_keyring()
    rings = await asyncio.gather(*(SigningKeys(store, keyring).ring() for _ in range(8)))
    assert len({ring.signer.kid for ring in rings}) == 1
    async with store.read() as tx:
        assert len(await rows.kept(tx, clock.now())) == 1


async def test_published_and_stored_keys_show_nothing_private(store: Store):
    ring = await SigningKeys(store, new_keyring()).ring()
    [shown] = ring.published()["keys"]
    assert (shown["alg"], shown["use"], "d" in shown) == ("ES256", "sig", False)
    async with store.read() as tx:
        [row] = await rows.kept(tx, clock.now())
    secret = ring.signer.as_dict(private=True)["d"]
    assert str(secret).encode() not in row.public.encode() + row.sealed
    assert "d" not in json.loads(row.public)


async def test_new_key_is_published_before_it_signs(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    first = await signer_of(platform)
    done = await rotation.rotate(platform, SETTINGS)
    assert done.made
    assert timedelta(seconds=590) < done.key.signs_from - clock.now() <= timedelta(seconds=600)
    assert await published(platform) == [2, 1]
    assert await signer_of(platform) == first
    later = done.key.signs_from + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await signer_of(platform) == json.loads(done.key.public)["kid"]


async def test_old_key_verifies_as_long_as_what_it_signed_may_come_back(platform: Platform):
    await signer_of(platform)
    done = await rotation.rotate(platform, SETTINGS)
    async with platform.store.read() as tx:
        new, old = await rows.kept(tx, clock.now())
        longest = timedelta(seconds=SETTINGS.absolute + rotation.LONGEST_TOKEN)
        assert new.retires_at is None
        assert old.retires_at is not None
        assert old.retires_at > done.key.signs_from + longest
        assert await rows.kept(tx, old.retires_at) == [new]


async def test_rotations_at_once_make_one_key(platform: Platform):
    await signer_of(platform)
    done = await asyncio.gather(*(rotation.rotate(platform, SETTINGS) for _ in range(8)))
    assert sum(one.made for one in done) == 1
    assert {one.key.number for one in done} == {2}
    assert await published(platform) == [2, 1]


async def test_process_whose_clock_is_behind_signs_with_a_key_that_all_verify(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    behind = clock.ago(3600)
    first = await signer_of(platform)
    await rotation.rotate(platform, SETTINGS, publish_for=0)
    assert await signer_of(platform) != first
    monkeypatch.setattr(clock, "now", lambda: behind)
    assert await signer_of(platform) == first
    assert await published(platform) == [2, 1]


async def test_revoked_key_is_gone_and_the_next_best_signs(platform: Platform):
    kids = [await signer_of(platform)]
    for _ in range(2):
        await rotation.rotate(platform, SETTINGS, publish_for=0)
        kids.append(await signer_of(platform))
    await rotation.revoke(platform, SETTINGS, 3)
    assert await published(platform) == [2, 1]
    assert await signer_of(platform) == kids[1]
    async with platform.store.read() as tx:
        revoked, signing, _ = await rows.every(tx)
    assert (revoked.sealed, signing.retires_at) == (b"", None)
    again = await rotation.rotate(platform, SETTINGS)
    assert again.key.number == 4


async def test_key_to_come_signs_at_once_when_no_other_is_left(platform: Platform):
    first = await signer_of(platform)
    coming = await rotation.rotate(platform, SETTINGS)
    assert (await rotation.revoke(platform, SETTINGS, 1)).number == 2
    assert await signer_of(platform) == json.loads(coming.key.public)["kid"] != first


async def test_only_key_is_not_revoked_nor_one_that_is_not_there(platform: Platform):
    first = await signer_of(platform)
    with pytest.raises(InvalidError, match="keys rotate"):
        await rotation.revoke(platform, SETTINGS, 1)
    with pytest.raises(NotFoundError, match="keys list"):
        await rotation.revoke(platform, SETTINGS, 7)
    assert await signer_of(platform) == first


@pytest.mark.parametrize(("age", "numbers"), [(88, [1]), (91, [2, 1])])
async def test_job_rotates_when_the_lifetime_is_over(platform: Platform, age: int, numbers: list[int]):
    async with platform.store.begin() as tx:
        await rows.add(tx, new_key(platform.keyring, 1, clock.ago(age * 86_400)))
    await rotation.rotate_when_due(platform)
    await rotation.rotate_when_due(platform)
    assert await published(platform) == numbers


async def test_job_never_rotates_where_the_operator_wants_to(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CITIZEN_PROFILE_SSO_KEY_LIFETIME", "0")
    async with platform.store.begin() as tx:
        await rows.add(tx, new_key(platform.keyring, 1, clock.ago(1e9)))
    await rotation.rotate_when_due(platform)
    assert await published(platform) == [1]


async def test_job_forgets_keys_long_after_they_retired_but_no_number(platform: Platform):
    await signer_of(platform)
    for _ in range(2):
        await rotation.rotate(platform, SETTINGS, publish_for=0)
    for number in (1, 3):
        await rotation.revoke(platform, SETTINGS, number)
    await rotation.rotate_when_due(platform)
    async with platform.store.read() as tx:
        assert [key.number for key in await rows.every(tx)] == [3, 2]


async def test_token_of_a_key_that_was_published_just_now_is_read(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    here = SigningKeys(platform.store, platform.keyring)
    await here.ring()
    await rotation.rotate(platform, SETTINGS, publish_for=0)
    there = SigningKeys(platform.store, platform.keyring)
    token = (await there.ring()).sign("JWT", {"sub": "somebody"})
    later = clock.ahead(2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await here.read(token, dict[str, str], typ="jwt") == {"sub": "somebody"}


async def test_key_that_nobody_has_is_looked_for_once_a_second(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    here = SigningKeys(platform.store, platform.keyring)
    ring = await here.ring()
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    token = replace(ring, signer=stranger).sign("JWT", {"sub": "somebody"})
    later = clock.ahead(2)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(3):
        with pytest.raises(TokenError):
            await here.read(token, dict[str, str], typ="jwt")
        assert (await here.ring()).read_at == later
    assert (await here.ring()) is (await here.ring())


@pytest.mark.parametrize("seconds", [float("inf"), 1e300, float("nan"), -1.0])
async def test_wait_without_end_makes_no_key(platform: Platform, seconds: float):
    await signer_of(platform)
    with pytest.raises(InvalidError, match="a year at most"):
        await rotation.rotate(platform, SETTINGS, publish_for=seconds)
    assert await published(platform) == [1]


@pytest.mark.parametrize("name", ["idle", "absolute", "key_lifetime", "jwks_max_age"])
def test_settings_of_time_have_an_end(name: str):
    for value in ("inf", "nan", "1e300", "9" * 30):
        with pytest.raises(ValidationError):
            SsoSettings.model_validate({name: value})


async def test_renewal_and_withdrawal_leave_a_line_that_says_by_whom(platform: Platform):
    await signer_of(platform)
    await rotation.rotate(platform, SETTINGS, publish_for=0, actor=audit.OPERATOR)
    await rotation.revoke(platform, SETTINGS, 1)
    async with platform.store.begin() as tx:
        await rows.add(tx, new_key(platform.keyring, 3, clock.ago(91 * 86_400)))
    await rotation.rotate_when_due(platform)
    async with platform.store.read() as tx:
        mine = audit.audit_table.c.bucket == audit.REGION.bucket
        lines = await tx.rows(audit.audit_table.select().where(mine).order_by(audit.audit_table.c.id))
    said = [(line.action, line.actor, line.detail["key"]) for line in lines]
    assert said[:2] == [("sso.key_published", "operator", "2"), ("sso.key_withdrawn", "operator", "1")]
    assert said[2:] == [("sso.key_published", "sso", "4")]
    assert {line.subject_id for line in lines} == {audit.REGION.id}


async def test_resealed_keys_open_under_the_newest_generation_alone(platform: Platform):
    first = await signer_of(platform)
    newer = platform_of(platform.store, promoted(rotated(platform.keyring)))
    assert [await rotation.reseal(newer) for _ in range(2)] == [1, 0]
    newest = Keyring(bucket_secret=newer.keyring.bucket_secret, generations=newer.keyring.generations[:1])
    assert await signer_of(platform_of(platform.store, newest)) == first
    async with platform.store.read() as tx:
        [row] = await rows.kept(tx, clock.now())
    with pytest.raises(SealError):
        private_key(platform.keyring, row)
