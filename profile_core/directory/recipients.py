"""Whom a provider may reach: test programs only published synthetic subjects, live ones by agreement."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from profile_core.directory import rows, subjects
from profile_core.directory.model import Subject
from profile_core.directory.subjects import Number
from profile_core.kit.acting import Caller, Environment, SubjectRef
from profile_core.kit.errors import InvalidError, NotFoundError
from profile_core.kit.keyring import Keyring
from profile_core.store import Tx


class Recipient(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """To whom a thing goes, in exactly one of three ways; ``pairwise_id`` is our ``sub`` at the provider."""

    national_number: str | None = None
    enterprise_number: str | None = None
    pairwise_id: str | None = None

    def __repr__(self) -> str:
        """Say nothing of whom it names."""
        return "Recipient(...)"


To = Number | str
"""A checked number, or a pairwise id."""


def checked(recipient: Recipient, path: tuple[str, ...]) -> To:
    """Check how a recipient is given; whether there is one is looked up later."""
    given = (recipient.national_number, recipient.enterprise_number, recipient.pairwise_id)
    if given.count(None) != len(given) - 1:
        message = "Say to whom in exactly one way: nationalNumber, enterpriseNumber or pairwiseId."
        raise InvalidError("recipient.one_way", message, path=path)
    if recipient.national_number is not None:
        return subjects.national(recipient.national_number, path=(*path, "nationalNumber"))
    if recipient.enterprise_number is not None:
        return subjects.enterprise(recipient.enterprise_number, path=(*path, "enterpriseNumber"))
    return recipient.pairwise_id or ""


async def agreed(tx: Tx, caller: Caller, block: str, day: date) -> bool:
    """Tell whether the caller may use a block on a day; test programs need no agreement."""
    test = caller.environment is Environment.TEST
    return test or await rows.agreement_covers(tx, caller.provider, block, day)


async def look_up(
    tx: Tx, keyring: Keyring, caller: Caller, wanted: Sequence[To], *, creates: bool
) -> Mapping[To, Subject]:
    """Return the subjects behind recipients; ``creates`` lets a live program's new numbers become subjects."""
    numbers = [one for one in wanted if isinstance(one, Number)]
    if creates and caller.environment is Environment.LIVE:
        resolved = await subjects.resolve(tx, keyring, numbers)
        known = dict(zip(numbers, resolved, strict=True))
    else:
        known = await subjects.look_up(tx, keyring, numbers)
    subs = [one for one in wanted if isinstance(one, str)]
    return {**known, **await _by_pairwise(tx, keyring, caller, subs)}


def reachable(
    caller: Caller, to: To, found: Mapping[To, Subject], path: tuple[str, ...]
) -> SubjectRef | None:
    """Return the subject when the caller may reach it; None is a live program's number that nobody had before."""
    subject = found.get(to)
    if isinstance(to, str) and subject is None:
        message = "No citizen has this pairwiseId at your sites. Use the sub of our sign-on."
        raise NotFoundError("recipient.unknown", message, path=(*path, "pairwiseId"))
    if caller.environment is Environment.TEST and not (subject and subject.synthetic):
        message = "A test client reaches published synthetic citizens only. Use one of their numbers."
        raise InvalidError("recipient.not_synthetic", message, path=path)
    return subject.ref if subject else None


async def _by_pairwise(tx: Tx, keyring: Keyring, caller: Caller, subs: Sequence[str]) -> dict[To, Subject]:
    behind = {sub: keyring.from_pairwise(str(caller.provider), sub) for sub in subs}
    found = await subjects.by_id(tx, [one for one in behind.values() if one is not None])
    return {sub: found[one] for sub, one in behind.items() if one is not None and one in found}
