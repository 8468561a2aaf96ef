"""Notifications of a municipality, the same each time for a seed and a subject."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from profile_core.kit import clock
from profile_core.testing.source.config import Kind
from profile_core.testing.source.entries import Entry, Json

_FILE = Path(__file__).with_name("news.json")
_LETTERS = "bcdfghjkmnpqrstvwxz"
_DEFAULT = "nl"
_TIED = 4
"""One in so many items, the third to begin with, is of the same moment as the one before it."""
_TWINS = 7
"""One in so many has the same moment and the same externalId as the one before it, and another type."""
_CHANGED = 3
"""One in so many changed after it was created."""


class News(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a municipality has to tell."""

    type: str
    kind: Kind
    path: str
    title: dict[str, str]
    text: dict[str, str]


def news() -> tuple[News, ...]:
    """Return all news, in the order of the file."""
    return msgspec.json.decode(_FILE.read_bytes(), type=tuple[News, ...])


def known_types() -> dict[str, Kind]:
    """Return the types that a source has when none are given."""
    return {one.type: one.kind for one in news()}


class Generator:
    """Makes the items of one source."""

    def __init__(
        self, *, seed: int, types: Mapping[str, Kind], languages: Sequence[str], until: datetime
    ) -> None:
        self._seed = seed
        self._types = types or known_types()
        self._languages = languages
        self._until = until

    def history(self, subjects: Sequence[str], items: int) -> list[Entry]:
        """Return all that ever was, in the order in which it happened: what came, what changed, what was deleted."""
        return sorted(
            (entry for subject in subjects for entry in self._history_of(subject, items)),
            key=lambda entry: (entry.changed_at, entry.external_id, entry.type, entry.version),
        )

    def _history_of(self, subject: str, items: int) -> Iterator[Entry]:
        """Yield the states of a subject's items; beside them one that was deleted."""
        entries = list(self.entries(subject, items + 1 if items else 0))
        for at, entry in enumerate(entries):
            yield entry
            later = entry.changed_at + timedelta(hours=3)
            if at == items:
                yield replace(entry, content={}, version=2, changed_at=later, deleted_at=later)
            elif at % _CHANGED == _CHANGED - 1:
                yield replace(entry, version=2, changed_at=later)

    def entries(self, subject: str, items: int) -> Iterator[Entry]:
        """Yield a subject's items as they were first, the newest first."""
        # what is drawn is no secret, only the same each time
        drawn = random.Random(f"{self._seed} {subject}")  # noqa: S311
        moment, key, codes = self._until, "", list(self._types)
        for at in range(items):
            is_twin = bool(at) and at % _TWINS == 0 and len(codes) > 1
            if not is_twin:
                key = "zaak-" + "".join(drawn.choices(_LETTERS, k=10))
            if not is_twin and at % _TIED != 2:
                moment -= timedelta(microseconds=drawn.randrange(7_200_000_000, 1_500_000_000_000))
            code = codes[at % len(codes)]
            yield Entry(
                subject=subject,
                type=code,
                external_id=key,
                created_at=moment,
                changed_at=moment,
                version=1,
                content=self._content(self._types[code], code, moment, drawn),
            )

    def _content(self, kind: Kind, code: str, moment: datetime, drawn: random.Random) -> Json:
        fitting = [one for one in news() if one.type == code and one.kind == kind]
        told = drawn.choice(fitting or [one for one in news() if one.kind == kind])
        days = timedelta(days=drawn.randrange(20, 60))
        content: Json = {
            "title": self._texts(told.title),
            "text": self._texts(told.text),
            "link": f"https://gemeente.example{told.path}",
        }
        if kind == "TASK":
            content["deadline"] = clock.rfc3339(moment + days)
        if kind == "APPOINTMENT":
            starts = (moment + days).replace(hour=9, minute=30, second=0, microsecond=0)
            content["appointment"] = {
                "startsAt": clock.rfc3339(starts),
                "endsAt": clock.rfc3339(starts + timedelta(minutes=20)),
                "place": "Stadhuis, loket 4",
                "address": "Grote Markt 1, 9300 Aalst",
            }
        return content

    def _texts(self, texts: dict[str, str]) -> list[Json]:
        spoken = [code for code in self._languages if code in texts]
        default = _DEFAULT if _DEFAULT in spoken else spoken[0]
        return [{"language": code, "text": texts[code], "default": code == default} for code in spoken]
