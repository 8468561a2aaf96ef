"""The files in which the provider deals with something that citizens and enterprises asked, in four languages."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from profile_core.kit import clock
from profile_core.testing.provider.news import Audience, Texts, sent_texts

_FILE = Path(__file__).with_name("files.json")


class StatusEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status, set so many days ago; with an ``action`` there are so many ``days`` for it."""

    phase: str
    code: str
    ago: int
    days: int = 0
    path: str = ""
    action: Texts = {}

    def sent(self, site: str) -> dict[str, Any]:
        """Return an input of ``registerFiles``."""
        status: dict[str, Any] = {
            "phase": self.phase,
            "code": self.code,
            "changedAt": clock.rfc3339(clock.now() - timedelta(days=self.ago)),
        }
        if self.action:
            deadline = clock.rfc3339(clock.now() + timedelta(days=self.days))
            status |= {
                "actionNeeded": True,
                "action": sent_texts(self.action),
                "actionLink": f"{site}{self.path}",
                "actionDeadline": deadline,
            }
        return status


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that everybody of an audience has; ``target`` is in how many days it is to be done."""

    to: Audience
    key: str
    service: str
    path: str
    name: Texts
    statuses: list[StatusEntry]
    next: Texts = {}
    target: int = 0

    def item(self, recipient: dict[str, str], number: int, site: str) -> dict[str, Any]:
        """Return one item of ``registerFiles``: the file of one of them."""
        statuses = [one.sent(site) for one in self.statuses]
        item: dict[str, Any] = {
            "externalId": f"{self.key}-{number}",
            "name": sent_texts(self.name),
            "service": self.service,
            "participants": [{"relation": "APPLICANT", "recipient": recipient}],
            "statuses": statuses,
            "createdAt": statuses[0]["changedAt"],
            "changedAt": statuses[-1]["changedAt"],
            "link": f"{site}{self.path}",
        }
        if self.next:
            item["nextStep"] = {"text": sent_texts(self.next)}
        if self.target:
            item["targetDate"] = _day(self.target)
        return item


def load() -> tuple[FileEntry, ...]:
    """Return all files, in the order of the file."""
    return msgspec.json.decode(_FILE.read_bytes(), type=tuple[FileEntry, ...])


def _day(days: int) -> str:
    day: date = (clock.now() + timedelta(days=days)).date()
    return day.isoformat()
