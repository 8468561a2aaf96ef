"""What a source has about somebody, as it keeps it and as it says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from profile_core.kit import clock
from profile_core.kit.numbers import national_number

Json = dict[str, Any]
Rank = tuple[datetime, str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. ``content`` is all that it says besides its key, its ``createdAt`` and its ``version``."""

    subject: str
    type: str
    external_id: str
    created_at: datetime
    changed_at: datetime
    version: int
    content: Json
    deleted_at: datetime | None = None

    @property
    def key(self) -> Key:
        """Return by what it is told from all others of the source."""
        return self.subject, self.type, self.external_id

    @property
    def rank(self) -> Rank:
        """Return by what items are sorted; Python compares texts by code point."""
        return self.created_at, self.external_id, self.type

    def item(self) -> Json:
        """Return it as it stands in a page."""
        return {
            "type": self.type,
            "externalId": self.external_id,
            "createdAt": clock.rfc3339(self.created_at),
            **self.content,
            "version": self.version,
        }

    def change(self) -> Json:
        """Return it as it stands in the feed; of what was deleted nothing is left but the key."""
        recipient = {"recipient": named(self.subject)}
        if self.deleted_at is None:
            return self.item() | recipient
        return {
            "type": self.type,
            "externalId": self.external_id,
            "createdAt": clock.rfc3339(self.created_at),
            **recipient,
            "version": self.version,
            "deletedAt": clock.rfc3339(self.deleted_at),
        }


def named(subject: str) -> dict[str, str]:
    """Return a subject as questions and changes name it."""
    return {"nationalNumber": subject} if national_number(subject) else {"enterpriseNumber": subject}
