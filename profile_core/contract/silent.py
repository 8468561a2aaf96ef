"""Sources of whom a page may lack something: the same words everywhere (``source_parts.html``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from profile_core.directory.model import Provider
from profile_core.kit.texts import Texts
from profile_core.sources.model import Said, SourceState

_STATES = {
    SourceState.STALE: "stale",
    SourceState.PENDING: "pending",
    SourceState.NO_CONSENT: "no_consent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A sender that keeps what it has itself, and did not answer now.

    ``state`` is stale (what it said at ``as_of`` is shown), pending (it may still answer), away, or no_consent;
    ``since`` is from when on it does not answer, where that is known.
    """

    sender: Texts
    state: str
    since: datetime | None = None
    as_of: datetime | None = None

    @classmethod
    def among(cls, said: Sequence[Said], senders: Mapping[UUID, Provider]) -> list[Self]:
        """Return those of some sources that did not answer."""
        return [
            cls(
                sender=senders[one.source.provider].name,
                state=_STATES.get(one.state, "away"),
                since=one.since,
                as_of=one.as_of,
            )
            for one in said
            if one.state is not SourceState.OK
        ]

    @property
    def away(self) -> bool:
        """Tell whether something may be missing against the citizen's will."""
        return self.state != "no_consent"
