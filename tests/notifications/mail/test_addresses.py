"""An address is added, verified, replaced, removed: once, in time, and by nobody else."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from blocks.notifications import addresses, addresses_cli
from blocks.notifications.rows import addresses as rows
from blocks.notifications.rows.tables import address_table as a
from profile_core.contract import ConflictError, ForbiddenError, InvalidError, NotFoundError, audit, clock
from profile_core.kit.keyring import promoted, rotated
from profile_core.outbound.tables import call_table
from tests.notifications.mail.conftest import MINE, Mailing, code_in
from tests.notifications.mail.written import part
from tests.notifications.played import CITIZENS, other_role

OTHER = "an@elsewhere.example.org"
_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


async def verified(mailing: Mailing, address: str = MINE) -> None:
    """Add an address and verify it by the code that came."""
    given = await addresses.add(mailing.platform, mailing.an, address, "nl")
    await addresses.verify(mailing.platform, mailing.an, given, await mailing.code())


async def reaches(mailing: Mailing) -> bool:
    async with mailing.platform.store.read() as tx:
        return bool(await rows.reaches(tx, [mailing.an.subject], "email"))


async def test_address_counts_once_its_code_was_given(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, f" {MINE} ", "fr")
    [letter] = await mailing.send()
    assert letter.recipients == (MINE,)
    assert letter.message["Subject"] == "Votre code pour Mon Profil"
    assert not await reaches(mailing)
    await addresses.verify(mailing.platform, mailing.an, given, code_in(letter))
    assert await reaches(mailing)
    assert await mailing.noted() == ["address.verified", "address.added"]


async def test_address_and_code_stand_nowhere_in_the_clear(mailing: Mailing):
    await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    code = await mailing.code()
    async with mailing.platform.store.read() as tx:
        mine = mailing.an.subject.bucket
        kept = [*await tx.rows(select(a).where(a.c.bucket == mine))]
        kept += await tx.rows(select(call_table).where(call_table.c.bucket == mine))
    words = " ".join(str(value) for row in kept for value in row)
    assert MINE not in words and "peeters" not in words
    assert code not in words


async def test_added_twice_at_once_it_is_one(mailing: Mailing):
    given = await asyncio.gather(
        *[addresses.add(mailing.platform, mailing.an, one, "nl") for one in (MINE, MINE.upper(), MINE)]
    )
    assert len(set(given)) == 1
    assert len(await mailing.addresses()) == 1


async def test_added_again_within_a_minute_brings_no_second_code(mailing: Mailing):
    first = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    code = await mailing.code()
    assert await addresses.add(mailing.platform, mailing.an, MINE, "nl") == first
    assert await addresses.resend(mailing.platform, mailing.an, first) == first
    assert await mailing.send() == []
    await addresses.verify(mailing.platform, mailing.an, first, code)
    assert await addresses.verify(mailing.platform, mailing.an, first, "anything") == first


async def test_code_is_over_after_fifteen_minutes(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    code = await mailing.code()
    await _pass(mailing, timedelta(minutes=15))
    with pytest.raises(ConflictError, match="no longer valid"):
        await addresses.verify(mailing.platform, mailing.an, given, code)


async def test_fresh_code_voids_the_one_before(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    old = await mailing.code()
    await _pass(mailing, timedelta(minutes=2))
    await addresses.resend(mailing.platform, mailing.an, given)
    fresh = await mailing.code()
    if old != fresh:
        with pytest.raises(InvalidError, match="newest mail"):
            await addresses.verify(mailing.platform, mailing.an, given, old)
    await addresses.verify(mailing.platform, mailing.an, given, fresh)


async def test_code_that_another_one_replaced_is_not_sent_any_more(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    await _pass(mailing, timedelta(minutes=2))
    await addresses.resend(mailing.platform, mailing.an, given)
    [letter] = await mailing.send()
    await addresses.verify(mailing.platform, mailing.an, given, code_in(letter))


async def test_five_wrong_codes_void_it_also_when_they_come_at_once(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    code = await mailing.code()
    wrong = [f"{(int(code) + number) % 1_000_000:06}" for number in range(1, 9)]
    tried = await asyncio.gather(
        *[addresses.verify(mailing.platform, mailing.an, given, one) for one in wrong],
        return_exceptions=True,
    )
    kinds = sorted(getattr(one, "code", "verified") for one in tried)
    assert kinds == ["address.code_over"] * 3 + ["address.code_wrong"] * 5
    with pytest.raises(ConflictError, match="no longer valid"):
        await addresses.verify(mailing.platform, mailing.an, given, code)


async def test_codes_are_throttled_for_who_asks_and_for_where_they_go(mailing: Mailing):
    for number in range(6):
        await addresses.add(mailing.platform, mailing.an, f"an{number}@example.org", "nl")
    with pytest.raises(ConflictError, match="in an hour"):
        await addresses.add(mailing.platform, mailing.an, "another@example.org", "nl")
    citizens = [replace(mailing.stage.citizen(number), at_pages=True) for number in CITIZENS[1:8]]
    for acting in citizens[:6]:
        await addresses.add(mailing.platform, acting, "mayor@example.org", "nl")
    with pytest.raises(ConflictError, match="in an hour"):
        await addresses.add(mailing.platform, citizens[6], "mayor@example.org", "nl")


async def test_another_address_replaces_the_one_before_and_that_is_told(mailing: Mailing):
    await verified(mailing)
    await verified(mailing, OTHER)
    [letter] = await mailing.send()
    assert letter.recipients == (MINE,)
    assert letter.message["Subject"] == "Mijn Profiel gebruikt nu een ander e-mailadres"
    assert OTHER not in part(letter.message, "plain")
    assert [one for _, one in await addresses.mine(mailing.platform, mailing.an)] == [OTHER]
    assert await _rows(mailing) == 1


async def test_one_that_only_waits_replaces_nothing_and_gives_way(mailing: Mailing):
    await verified(mailing)
    await addresses.add(mailing.platform, mailing.an, "typo@exmaple.org", "nl")
    await addresses.add(mailing.platform, mailing.an, OTHER, "nl")
    assert {one for _, one in await addresses.mine(mailing.platform, mailing.an)} == {MINE, OTHER}
    assert [letter.recipients for letter in await mailing.send()] == [(OTHER,)]


async def test_removed_address_is_told_and_then_forgotten(mailing: Mailing):
    await verified(mailing)
    [known] = await mailing.addresses()
    await addresses.remove(mailing.platform, mailing.an, known.id)
    await addresses.remove(mailing.platform, mailing.an, known.id)
    assert not await reaches(mailing)
    assert await mailing.addresses() == []
    [letter] = await mailing.send()
    assert letter.message["Subject"] == "Uw e-mailadres is verwijderd uit Mijn Profiel"
    assert await _rows(mailing) == 0


async def test_removed_address_that_comes_back_is_not_forgotten(mailing: Mailing):
    await verified(mailing)
    [known] = await mailing.addresses()
    await addresses.remove(mailing.platform, mailing.an, known.id)
    again = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    letters = await mailing.send()
    code = next(code_in(one) for one in letters if "code" in one.message["Subject"])
    await addresses.verify(mailing.platform, mailing.an, again, code)
    assert await reaches(mailing)


async def test_unknown_mailbox_counts_no_longer_until_it_is_verified_anew(mailing: Mailing):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    mailing.server.answers["RCPT"] = ["550 5.1.1 No such mailbox"]
    assert await mailing.send() == []
    [known] = await mailing.addresses()
    assert known.failed_at is not None
    await _pass(mailing, timedelta(minutes=2))
    await addresses.resend(mailing.platform, mailing.an, given)
    await addresses.verify(mailing.platform, mailing.an, given, await mailing.code())
    assert await reaches(mailing)


async def test_operator_lets_addresses_count_again_that_failed_since_a_moment(mailing: Mailing):
    await verified(mailing)
    [known] = await mailing.addresses()
    async with mailing.platform.store.begin() as tx:
        await rows.fail(tx, mailing.an.subject, known.id)

    @asynccontextmanager
    async def opened():
        yield mailing.platform

    later = clock.now() + timedelta(minutes=1)
    assert [await addresses_cli.restored(opened, one) for one in (later, _BEFORE, _BEFORE)] == [0, 1, 0]
    assert await reaches(mailing)
    async with mailing.platform.store.read() as tx:
        lines = await audit.about(tx, mailing.an.subject, most=1)
    assert [(line.actor, line.action) for line in lines] == [("operator", "address.restored")]


@pytest.mark.parametrize("said", ["yesterday", "2026-11-22T18:00"])
def test_moment_without_a_zone_is_none(said: str):
    with pytest.raises(InvalidError, match="with its zone"):
        addresses_cli.moment(said)


async def test_somebody_elses_and_another_roles_address_is_not_there(mailing: Mailing):
    await verified(mailing)
    [known] = await mailing.addresses()
    others = [replace(mailing.stage.citizen(CITIZENS[1]), at_pages=True), other_role(mailing.an)]
    for acting in others:
        assert await addresses.mine(mailing.platform, acting) == []
        await addresses.remove(mailing.platform, acting, known.id)
        with pytest.raises(NotFoundError):
            await addresses.verify(mailing.platform, acting, known.id, "000000")
        with pytest.raises(NotFoundError):
            await addresses.resend(mailing.platform, acting, known.id)
    assert await reaches(mailing)


async def test_sites_token_neither_sees_nor_changes_an_address(mailing: Mailing):
    await verified(mailing)
    site = replace(mailing.an, at_pages=False)
    [known] = await mailing.addresses()
    for tried in (
        addresses.mine(mailing.platform, site),
        addresses.add(mailing.platform, site, OTHER, "nl"),
        addresses.resend(mailing.platform, site, known.id),
        addresses.verify(mailing.platform, site, known.id, "000000"),
        addresses.remove(mailing.platform, site, known.id),
    ):
        with pytest.raises(ForbiddenError):
            await tried


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("An.Peeters+x@Example.ORG", "An.Peeters+x@example.org"),
        ("an@müller.example", "an@xn--mller-kva.example"),
        (" an@example.org\n", "an@example.org"),
    ],
)
def test_address_is_kept_as_mail_knows_it(typed: str, kept: str):
    assert addresses.checked(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "an", "@example.org", "an@", "an@localhost", "an@exa mple.org", "an peeters@example.org", "a@b@example.org",
        "an@example.org\r\nBcc: spy@example.org", "an@example.org, spy@example.org", '"an"@example.org', "<an@example.org>",
        "an..p@example.org", ".an@example.org", "é@example.org", f"{'a' * 65}@example.org", f"an@{'a' * 64}.org",
        "an@[127.0.0.1]", "an@127.0.0.1", f"an@{'a.' * 130}org", "an@-x.org", "an\x00@example.org",
    ],
)  # fmt: skip
def test_what_no_mail_can_be_sent_to_is_refused(typed: str):
    with pytest.raises(InvalidError, match=r"name@example\.org"):
        addresses.checked(typed)


async def test_addresses_are_sealed_anew_under_the_next_generation(mailing: Mailing):
    await verified(mailing)
    before = mailing.platform
    fresh = replace(before, keyring=promoted(rotated(before.keyring)))
    assert await addresses.reseal(fresh) == 1
    assert await addresses.reseal(fresh) == 0
    only = replace(fresh, keyring=replace(fresh.keyring, generations=fresh.keyring.generations[:1]))
    assert [one for _, one in await addresses.mine(only, mailing.an)] == [MINE]
    await addresses.add(only, mailing.an, MINE, "nl")
    assert len(await mailing.addresses()) == 1


async def _rows(mailing: Mailing) -> int:
    """Count what is kept of the citizen's addresses, also of those that nobody sees."""
    async with mailing.platform.store.read() as tx:
        return len(await tx.rows(select(a.c.id).where(a.c.bucket == mailing.an.subject.bucket)))


async def _pass(mailing: Mailing, time: timedelta) -> None:
    """Let a code get older."""
    mine = (a.c.bucket == mailing.an.subject.bucket, a.c.code_until > clock.now())
    async with mailing.platform.store.begin() as tx:
        [row] = await tx.rows(select(a.c.code_until).where(*mine))
        await tx.run(update(a).where(*mine).values(code_until=row.code_until - time))
