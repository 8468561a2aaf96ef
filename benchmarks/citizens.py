"""More synthetic citizens than a bulk has items, and their addresses for mail."""

from collections.abc import Iterator, Sequence
from itertools import count, islice

from blocks.notifications.rows.addresses import PURPOSE, name_of
from blocks.notifications.rows.tables import address_table
from profile_core.contract import clock, ids, subjects
from tests.notifications.played import Stage


async def published(stage: Stage, many: int) -> list[str]:
    """Publish synthetic citizens, so that each item of a bulk goes to another; return their numbers."""
    numbers = list(islice(_valid_numbers(), many))
    async with stage.platform.store.begin() as tx:
        known = [subjects.national(number) for number in numbers]
        await subjects.mark_synthetic(tx, stage.platform.keyring, known)
    return numbers


async def with_addresses(stage: Stage, numbers: Sequence[str]) -> None:
    """Let citizens have a verified address each."""
    keyring, moment = stage.platform.keyring, clock.now()
    async with stage.platform.store.begin() as tx:
        known = await subjects.look_up(tx, keyring, [subjects.national(number) for number in numbers])
        rows = []
        for nth, subject in enumerate(known.values()):
            text = f"citizen{nth}@example.org"
            sealed = keyring.seal(PURPOSE, text.encode(), bound_to=subject.ref.id.bytes)
            row = {"bucket": subject.ref.bucket, "id": ids.new_id(subject.ref.bucket), "sealed": sealed}
            row |= {"subject_id": subject.ref.id, "channel": "email", "language": "nl", "created_at": moment}
            row |= {"mac": keyring.mac(PURPOSE, name_of("email", text)), "verified_at": moment}
            rows.append(row)
        await tx.insert(address_table, rows)


def _valid_numbers() -> Iterator[str]:
    for nth in count():
        born, serial = f"{40 + nth % 50:02}{1 + nth % 12:02}{1 + nth % 28:02}", f"{1 + nth // 2 % 997:03}"
        base = int(born + serial)
        yield f"{base:09}{97 - base % 97:02}"
