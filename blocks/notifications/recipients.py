"""Whom a provider may reach: test programs only published synthetic subjects, live ones by agreement."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from profile_core.contract import (
    Caller,
    Environment,
    InvalidError,
    NotFoundError,
    Platform,
    SubjectRef,
    Tx,
    clock,
    directory,
    subjects,
)

To = subjects.Number | str
"""A checked number, or the pairwise id by which the provider knows a citizen."""
_BLOCK = "notifications"


async def agreed(tx: Tx, platform: Platform, caller: Caller) -> bool:
    """Tell whether the caller may send today; test programs need no agreement."""
    today = clock.now().astimezone(ZoneInfo(platform.settings.timezone)).date()
    return caller.environment is Environment.TEST or await directory.agreement_covers(
        tx, caller.provider, _BLOCK, today
    )


async def look_up(
    tx: Tx, platform: Platform, caller: Caller, wanted: Sequence[To], *, creates: bool
) -> Mapping[To, subjects.Subject]:
    """Return the subjects behind recipients; ``creates`` lets numbers never seen before become subjects."""
    numbers = [one for one in wanted if isinstance(one, subjects.Number)]
    if creates:
        resolved = await subjects.resolve(tx, platform.keyring, numbers)
        known = dict(zip(numbers, resolved, strict=True))
    else:
        known = await subjects.look_up(tx, platform.keyring, numbers)
    return {
        **known,
        **await _by_pairwise(tx, platform, caller, [one for one in wanted if isinstance(one, str)]),
    }


def reachable(
    caller: Caller, to: To, found: Mapping[To, subjects.Subject], path: tuple[str, ...]
) -> SubjectRef | None:
    """Return the subject when the caller may reach it; None is a live number that nobody had before."""
    subject = found.get(to)
    if isinstance(to, str) and subject is None:
        message = "No citizen has this pairwiseId at your sites. Use the sub of our sign-on."
        raise NotFoundError("recipient.unknown", message, path=(*path, "pairwiseId"))
    if caller.environment is Environment.TEST and not (subject and subject.synthetic):
        message = "A test client reaches published synthetic citizens only. Use one of their numbers."
        raise InvalidError("recipient.not_synthetic", message, path=path)
    return subject.ref if subject else None


async def _by_pairwise(
    tx: Tx, platform: Platform, caller: Caller, subs: Sequence[str]
) -> dict[To, subjects.Subject]:
    sector = str(caller.provider)
    behind = {sub: platform.keyring.from_pairwise(sector, sub) for sub in subs}
    found = await subjects.by_id(tx, [one for one in behind.values() if one is not None])
    return {sub: found[one] for sub, one in behind.items() if one is not None and one in found}
