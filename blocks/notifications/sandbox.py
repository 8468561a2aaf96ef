"""The sandbox: what is sent to some published synthetic numbers ends in the way that the number stands for.

Only what a test application sends; whatever is not forced goes the road that live notifications go.
"""

from collections.abc import Collection
from enum import StrEnum

from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import Environment, Platform, SubjectRef, Tx, outbound, subjects

_SLOW_ATTEMPTS = 2


class Forced(StrEnum):
    """How it ends on the outside channels that we carry ourselves; a provider's own is called as ever."""

    DELIVERED = "DELIVERED"
    NO_PROFILE = "NO_PROFILE"
    OPTED_OUT = "OPTED_OUT"
    BOUNCED = "BOUNCED"
    SLOW = "SLOW"


NUMBERS = {
    "60010199944": Forced.DELIVERED,
    "60010299914": Forced.NO_PROFILE,
    "60010399981": Forced.OPTED_OUT,
    "60010499951": Forced.BOUNCED,
    "60010599921": Forced.SLOW,
}
"""The national numbers, of people that nobody can be."""


class Sandbox:
    """Knows the numbers as the subjects of one deployment."""

    def __init__(self, platform: Platform) -> None:
        self._keyring = platform.keyring
        self._numbers = {subjects.national(digits): forced for digits, forced in NUMBERS.items()}

    async def forced(self, tx: Tx, dispatches: Collection[Dispatch]) -> dict[SubjectRef, Forced]:
        """Return, by whose they are, how delivering notifications of test must end, where that is forced."""
        buckets = {one.subject.bucket for one in dispatches if one.environment is Environment.TEST}
        near = [one for one in self._numbers if self._bucket(one) in buckets]
        known = await subjects.look_up(tx, self._keyring, near)
        return {known[one].ref: self._numbers[one] for one in known}

    def _bucket(self, number: subjects.Number) -> int:
        return self._keyring.bucket_of(number.name)


def outcome(forced: Forced, attempts: int) -> outbound.Outcome:
    """Return how an attempt ends that is not made; a slow one comes through after two that did not."""
    if forced is Forced.BOUNCED:
        return outbound.Outcome(kind="refused", reason="BOUNCED")
    if forced is Forced.SLOW and attempts <= _SLOW_ATTEMPTS:
        return outbound.Outcome(kind="later", error="slow in the sandbox")
    return outbound.Outcome(kind="done")
