"""From an identification number to an opaque subject and back. Numbers lie as ciphertext and HMAC only."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.directory.model import Subject
from profile_core.directory.tables import number_table as n, subject_rows as s
from profile_core.kit import clock, ids, numbers
from profile_core.kit.acting import SubjectRef
from profile_core.kit.errors import InvalidError
from profile_core.kit.keyring import Keyring
from profile_core.store import Tx

NATIONAL = "national"
ENTERPRISE = "enterprise"
_PURPOSE = "subject number"
_KINDS = {NATIONAL: "person", ENTERPRISE: "organisation"}
_NUMBERS = {subject: number for number, subject in _KINDS.items()}

_BUCKETS = sa.bindparam("buckets", type_=sa.SmallInteger(), expanding=True)
_MACS = sa.bindparam("macs", type_=sa.LargeBinary(), expanding=True)
_IDS = sa.bindparam("ids", type_=sa.Uuid(), expanding=True)
_BY_NUMBER = (
    sa.select(n.c.mac, n.c.subject_id, s.c.id, s.c.kind, s.c.synthetic)
    .outerjoin_from(n, s, sa.and_(s.c.bucket == n.c.bucket, s.c.id == n.c.subject_id))
    .where(n.c.bucket.in_(_BUCKETS), n.c.mac.in_(_MACS))
)
"""A number lies in the bucket of its subject, unless it is an alias."""
_OF_SUBJECT = (
    sa.select(n.c.sealed)
    .join_from(n, s, sa.and_(s.c.bucket == n.c.bucket, s.c.id == n.c.subject_id))
    .where(n.c.bucket == sa.bindparam("of"), n.c.subject_id == sa.bindparam("wanted"))
    .where(n.c.kind == sa.case(_NUMBERS, value=s.c.kind))
)
"""The numbers of a subject that are of its own kind, and lie where it lies: once for each generation."""
_BY_ID = sa.select(s.c.id, s.c.kind, s.c.synthetic).where(s.c.bucket.in_(_BUCKETS), s.c.id.in_(_IDS))


class Number(msgspec.Struct, frozen=True):
    """A checked identification number: ``kind`` is national (also BIS) or enterprise."""

    kind: str
    digits: str

    def __repr__(self) -> str:
        """Say of what kind it is, not which."""
        return f"Number(kind={self.kind!r})"

    @property
    def name(self) -> bytes:
        """Return what is hashed."""
        return f"{self.kind}:{self.digits}".encode()


def national(text: str, *, path: tuple[str, ...] = ()) -> Number:
    """Check a national or BIS number; the error does not repeat it."""
    digits = numbers.national_number(text)
    if digits is None:
        message = "This is no valid national number: eleven digits, the last two are the check digits."
        raise InvalidError("recipient.national_number", message, path=path)
    return Number(NATIONAL, digits)


def enterprise(text: str, *, path: tuple[str, ...] = ()) -> Number:
    """Check an enterprise number."""
    digits = numbers.enterprise_number(text)
    if digits is None:
        message = "This is no valid enterprise number: ten digits, the last two are the check digits."
        raise InvalidError("recipient.enterprise_number", message, path=path)
    return Number(ENTERPRISE, digits)


async def resolve(tx: Tx, keyring: Keyring, wanted: Sequence[Number]) -> list[Subject]:
    """Return the subject of each number, in order; a number never seen before creates its subject."""
    known = await look_up(tx, keyring, wanted)
    missing = sorted({number for number in wanted if number not in known}, key=lambda one: one.name)
    if missing:
        await _create(tx, keyring, missing)
        known |= await look_up(tx, keyring, missing)
    return [known[number] for number in wanted]


async def look_up(tx: Tx, keyring: Keyring, wanted: Sequence[Number]) -> dict[Number, Subject]:
    """Return the subjects of the numbers that are known; aliases take a second statement.

    Columns are taken in their order, for numbers come by the thousand: to find each by its name costs more.
    """
    if not wanted:
        return {}
    named = {number.name: number for number in wanted}
    by_mac = {mac: number for name, number in named.items() for mac in keyring.macs(_PURPOSE, name)}
    buckets = sorted({keyring.bucket_of(name) for name in named})
    rows = cast("Sequence[Sequence[Any]]", await tx.rows(_BY_NUMBER, buckets=buckets, macs=sorted(by_mac)))
    known = {
        by_mac[mac]: Subject(ref=SubjectRef(found), kind=kind, synthetic=synthetic)
        for mac, _, found, kind, synthetic in rows
        if found is not None
    }
    aliases = {by_mac[mac]: subject_id for mac, subject_id, found, *_ in rows if found is None}
    elsewhere = await by_id(tx, list(aliases.values()))
    return known | {number: elsewhere[subject_id] for number, subject_id in aliases.items()}


async def find(tx: Tx, subject_id: UUID) -> Subject | None:
    """Return a subject by id."""
    return (await by_id(tx, [subject_id])).get(subject_id)


async def by_id(tx: Tx, wanted: Sequence[UUID]) -> dict[UUID, Subject]:
    """Return the subjects that have these ids, in one statement."""
    if not wanted:
        return {}
    buckets = sorted({ids.bucket_of(one) for one in wanted})
    rows = await tx.rows(_BY_ID, buckets=buckets, ids=list(set(wanted)))
    return {row.id: Subject(ref=SubjectRef(row.id), kind=row.kind, synthetic=row.synthetic) for row in rows}


async def number_of(tx: Tx, keyring: Keyring, subject: SubjectRef) -> Number | None:
    """Return a person's national number, an organisation's enterprise number; None where it is not clear which."""
    rows = await tx.rows(_OF_SUBJECT, of=subject.bucket, wanted=subject.id)
    names = {keyring.open_sealed(_PURPOSE, row.sealed, bound_to=subject.id.bytes) for row in rows}
    if len(names) != 1:
        return None
    kind, _, digits = names.pop().decode().partition(":")
    return Number(kind, digits)


def opened(keyring: Keyring, row: Any) -> str:
    """Return the digits of a row's number, for the export of whose it is."""
    name = keyring.open_sealed(_PURPOSE, row.sealed, bound_to=row.subject_id.bytes)
    return name.decode().partition(":")[2]


async def mark_synthetic(tx: Tx, keyring: Keyring, wanted: Sequence[Number]) -> None:
    """Publish numbers as synthetic: only these may be reached by test applications."""
    for subject in await resolve(tx, keyring, wanted):
        where = (s.c.bucket == subject.ref.bucket, s.c.id == subject.ref.id)
        await tx.run(sa.update(s).where(*where).values(synthetic=True))


async def reseal(tx: Tx, keyring: Keyring, bucket: int) -> int:
    """Write the numbers of one bucket anew under the first generation only; return how many were otherwise.

    Only once every process has that generation in front.
    """
    first = bytes([keyring.generations[0].id])
    rows = await tx.rows(sa.select(n).where(n.c.bucket == bucket).with_for_update())
    old = [row for row in rows if row.mac[:1] != first or row.sealed[:1] != first]
    for row in old:
        name = keyring.open_sealed(_PURPOSE, row.sealed, bound_to=row.subject_id.bytes)
        await tx.run(sa.delete(n).where(n.c.bucket == bucket, n.c.mac == row.mac))
        fresh = {"bucket": bucket, "kind": row.kind, "subject_id": row.subject_id}
        fresh |= _sealed(keyring, name, row.subject_id) | {"mac": keyring.mac(_PURPOSE, name)}
        await tx.run(insert(n).values(fresh).on_conflict_do_nothing())
    return len(old)


async def _create(tx: Tx, keyring: Keyring, missing: Sequence[Number]) -> None:
    """Write each number under every generation, so that processes with older and newer keyrings meet.

    Of two who create the same subject at once only one gets all its rows in; the other takes its part back.
    """
    fresh = {number: ids.new_id(keyring.bucket_of(number.name)) for number in missing}
    rows = [row for number in missing for row in _number_rows(keyring, number, fresh[number])]
    statement = insert(n).values(rows).on_conflict_do_nothing().returning(n.c.subject_id)
    written = Counter(row.subject_id for row in await tx.rows(statement))
    won = {one for one in fresh.values() if written[one] == len(keyring.generations)}
    for lost in written.keys() - won:
        await tx.run(sa.delete(n).where(n.c.bucket == ids.bucket_of(lost), n.c.subject_id == lost))
    moment = clock.now()
    await tx.insert(
        s,
        [
            {
                "bucket": ids.bucket_of(subject_id),
                "id": subject_id,
                "kind": _KINDS[number.kind],
                "synthetic": False,
                "created_at": moment,
            }
            for number, subject_id in fresh.items()
            if subject_id in won
        ],
    )


def _number_rows(keyring: Keyring, number: Number, subject_id: UUID) -> list[dict[str, Any]]:
    known = {
        "bucket": keyring.bucket_of(number.name),
        "kind": number.kind,
        "subject_id": subject_id,
        **_sealed(keyring, number.name, subject_id),
    }
    return [{**known, "mac": mac} for mac in sorted(keyring.macs(_PURPOSE, number.name))]


def _sealed(keyring: Keyring, name: bytes, subject_id: UUID) -> dict[str, bytes]:
    return {"sealed": keyring.seal(_PURPOSE, name, bound_to=subject_id.bytes)}
