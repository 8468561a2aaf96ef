"""What a delivery should be, and what citizens chose, in the plainest words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from blocks.notifications.model import DeliveryState, Reason
from tests.notifications.any_order.asked import FOLLOWED, MANDATORY


@dataclass(kw_only=True)
class Line:
    """One delivery. ``goes`` says that its call is due, or will be; ``went`` is by which call, each time."""

    state: DeliveryState
    reason: Reason | None = None
    due: datetime | None = None
    goes: Literal["now", "later"] | None = None
    unreported: bool = False
    refused: bool = False
    call: int = 0
    went: list[int] = field(default_factory=list[int])

    def ends(self, state: DeliveryState, reason: Reason | None = None) -> None:
        self.state, self.reason, self.unreported = state, reason, False


@dataclass(kw_only=True)
class Chosen:
    """What counts for all notifications: what the citizens chose, and whom no pigeon reaches."""

    choices: dict[tuple[int, bool, str | None, str], bool] = field(default_factory=dict)
    unreached: set[int] = field(default_factory=set[int])

    def wants(self, who: int, of: str, channel: str) -> bool:
        """Tell what counts: the type's choice, else the sender's, else that for all."""
        if (of, channel) in MANDATORY:
            return True
        followed = FOLLOWED.get(channel, channel)
        for scope in ((True, of), (True, None), (False, None)):
            if (who, *scope, followed) in self.choices:
                return self.choices[who, *scope, followed]
        return True

    def reaches(self, who: int, channel: str) -> bool:
        return channel != "pigeon" or who not in self.unreached
