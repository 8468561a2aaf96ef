"""What the provider has to tell citizens, children and enterprises, in four languages."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from profile_core.kit import clock

_FILE = Path(__file__).with_name("news.json")
_DEFAULT = "nl"
Texts = dict[str, str]
Audience = Literal["citizen", "child", "enterprise"]


class NewsType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of notification, as it is registered once."""

    code: str
    service: str
    category: str
    kind: str
    name: Texts

    def sent(self) -> dict[str, Any]:
        """Return the input of ``registerNotificationType``."""
        return {**msgspec.structs.asdict(self), "name": sent_texts(self.name)}


class News(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody is told; ``days`` is how long they have for a task."""

    to: Audience = "citizen"
    type: NewsType
    path: str
    days: int = 0
    title: Texts
    text: Texts

    def item(self, recipient: dict[str, str], site: str, *, key: str) -> dict[str, Any]:
        """Return one item of ``registerNotifications``; ``key`` tells it from others of its type."""
        deadline = clock.rfc3339(clock.now() + timedelta(days=self.days)) if self.days else None
        return {
            "type": self.type.code,
            "externalId": f"{self.type.code}-{key}",
            "recipient": recipient,
            "title": sent_texts(self.title),
            "text": sent_texts(self.text),
            "link": f"{site}{self.path}",
            "deadline": deadline,
        }


def load() -> tuple[News, ...]:
    """Return all news, in the order of the file."""
    return msgspec.json.decode(_FILE.read_bytes(), type=tuple[News, ...])


def sent_texts(texts: Texts) -> list[dict[str, Any]]:
    """Return texts as the provider schema takes them."""
    return [{"language": code, "text": text, "default": code == _DEFAULT} for code, text in texts.items()]
