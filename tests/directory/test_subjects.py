import asyncio

import pytest
import sqlalchemy as sa

from profile_core import audit
from profile_core.directory import subjects
from profile_core.directory.tables import number_table, subject_rows
from profile_core.kit import ids, keyring
from profile_core.kit.acting import Acting, SubjectRef
from profile_core.kit.errors import InvalidError

KEYS = keyring.new_keyring()


def _numbers(many: int) -> list[subjects.Number]:
    bases = [900_101_000 + sequence for sequence in range(1, many + 1)]
    return [subjects.national(f"{base}{97 - base % 97:02d}") for base in bases]


async def _resolve(store, wanted, keys=KEYS) -> list[subjects.Subject]:
    async with store.begin() as tx:
        return await subjects.resolve(tx, keys, wanted)


async def test_a_number_never_seen_creates_one_subject_however_many_ask_at_once(store):
    wanted = _numbers(30)

    answers = await asyncio.gather(*[_resolve(store, wanted) for _ in range(6)])

    assert all(answer == answers[0] for answer in answers)
    assert len({subject.ref for subject in answers[0]}) == 30
    async with store.read() as tx:
        buckets = [subject.ref.bucket for subject in answers[0]]
        assert len(await tx.rows(sa.select(subject_rows).where(subject_rows.c.bucket.in_(buckets)))) == 30


async def test_subjects_come_in_the_order_and_as_often_as_asked(store):
    first, second = _numbers(2)

    found = await _resolve(store, [second, first, second])

    assert found[0] == found[2] != found[1]


async def test_a_subjects_bucket_is_that_of_its_number(store):
    (number,) = _numbers(1)
    (subject,) = await _resolve(store, [number])

    assert subject.ref.bucket == KEYS.bucket_of(number.name)


async def test_no_number_lies_readable_in_the_database(store):
    wanted = _numbers(3)
    found = await _resolve(store, wanted)

    async with store.read() as tx:
        buckets = [subject.ref.bucket for subject in found]
        rows = await tx.rows(sa.select(number_table).where(number_table.c.bucket.in_(buckets)))
    assert len(rows) == 3
    assert not any(number.digits in str(tuple(row)) for row in rows for number in wanted)
    assert not any(number.digits.encode() in row.sealed + row.mac for row in rows for number in wanted)


async def test_after_a_rotation_and_resealing_the_old_generation_may_go(store):
    wanted = _numbers(5)
    before = await _resolve(store, wanted)
    rotated = keyring.promoted(keyring.rotated(KEYS))
    newest = keyring.Keyring(bucket_secret=KEYS.bucket_secret, generations=rotated.generations[:1])

    assert await _resolve(store, wanted, rotated) == before
    async with store.begin() as tx:
        for bucket in {subject.ref.bucket for subject in before}:
            await subjects.reseal(tx, rotated, bucket)

    assert await _resolve(store, wanted, newest) == before
    async with store.read() as tx:
        buckets = [subject.ref.bucket for subject in before]
        rows = await tx.rows(sa.select(number_table).where(number_table.c.bucket.in_(buckets)))
    assert {row.sealed[0] for row in rows} == {newest.generations[0].id}


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 2), (2, 1)])
async def test_processes_in_the_middle_of_a_rotation_make_one_citizen_of_a_number(store, order):
    between = keyring.rotated(KEYS)
    rings = (KEYS, between, keyring.promoted(between))
    earlier, later = (rings[step] for step in order)

    one_by_one = [await _resolve(store, _numbers(3), ring) for ring in (earlier, later)]
    at_once = await asyncio.gather(*[_resolve(store, _numbers(9), ring) for ring in (earlier, later) * 3])

    assert one_by_one[0] == one_by_one[1]
    assert all(answer == at_once[0] for answer in at_once)


async def test_a_test_citizen_is_marked(store):
    number, other = _numbers(2)
    async with store.begin() as tx:
        await subjects.mark_synthetic(tx, KEYS, [number])

    assert [subject.synthetic for subject in await _resolve(store, [number, other])] == [True, False]


def test_an_error_about_a_number_does_not_repeat_it():
    with pytest.raises(InvalidError) as refused:
        subjects.national("85.07.30-033.29")

    assert "85" not in refused.value.message
    assert "033" not in repr(subjects.national("85.07.30-033.28"))


async def test_an_audit_line_is_written_with_the_read_or_not_at_all(store):
    anna = SubjectRef(ids.new_id(9))
    acting = Acting(citizen=anna, subject=anna)
    async with store.begin() as tx:
        await audit.record(tx, subject=anna, actor=acting, action="inbox.read", purpose="own")
    with pytest.raises(RuntimeError):  # noqa: PT012 (the transaction is what is tested)
        async with store.begin() as tx:
            await audit.record(tx, subject=anna, actor="sso", action="login", purpose="own")
            raise RuntimeError

    async with store.read() as tx:
        rows = await tx.rows(sa.select(audit.audit_table).where(audit.audit_table.c.bucket == 9))
    assert [(row.actor_kind, row.actor, row.action) for row in rows] == [
        ("citizen", str(anna.id), "inbox.read")
    ]
