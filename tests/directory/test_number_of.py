"""From a subject back to its number, for whoever is told about whom they are asked: never a wrong one."""

import sqlalchemy as sa

from profile_core.contract import SubjectRef, ids, subjects
from profile_core.directory.tables import number_table as n
from profile_core.kit.keyring import new_keyring, promoted, rotated

PERSON, ENTERPRISE = subjects.national("88021400084"), subjects.enterprise("0999990123")


async def test_person_has_a_national_number_and_an_organisation_its_own(store):
    keyring = new_keyring()
    async with store.begin() as tx:
        person, enterprise = await subjects.resolve(tx, keyring, [PERSON, ENTERPRISE])
        assert await subjects.number_of(tx, keyring, person.ref) == PERSON
        assert await subjects.number_of(tx, keyring, enterprise.ref) == ENTERPRISE
        assert await subjects.number_of(tx, keyring, SubjectRef(ids.new_id(5))) is None


async def test_number_of_another_kind_is_not_given(store):
    keyring = new_keyring()
    async with store.begin() as tx:
        [person] = await subjects.resolve(tx, keyring, [PERSON])
        sealed = keyring.seal("subject number", ENTERPRISE.name, bound_to=person.ref.id.bytes)
        own = {"bucket": person.ref.bucket, "kind": "enterprise", "subject_id": person.ref.id}
        await tx.insert(n, [own | {"mac": keyring.mac("subject number", ENTERPRISE.name), "sealed": sealed}])
        assert await subjects.number_of(tx, keyring, person.ref) == PERSON


async def test_number_is_found_through_a_rotation_of_the_keyring(store):
    keyring = rotated(new_keyring())
    async with store.begin() as tx:
        [person] = await subjects.resolve(tx, keyring, [PERSON])
        assert await subjects.number_of(tx, promoted(keyring), person.ref) == PERSON


async def test_subject_with_two_numbers_of_its_kind_has_none(store):
    keyring = new_keyring()
    other = subjects.national("85073003328")
    async with store.begin() as tx:
        person, merged = await subjects.resolve(tx, keyring, [PERSON, other])
        sealed = keyring.seal("subject number", other.name, bound_to=person.ref.id.bytes)
        moved = {"bucket": person.ref.bucket, "kind": "national", "subject_id": person.ref.id}
        await tx.run(sa.delete(n).where(n.c.bucket == merged.ref.bucket, n.c.subject_id == merged.ref.id))
        await tx.insert(n, [moved | {"mac": keyring.mac("subject number", other.name), "sealed": sealed}])
        assert await subjects.number_of(tx, keyring, person.ref) is None
