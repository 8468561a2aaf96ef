"""A source's data: what it has about each subject, and the index of its changes, which only grows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from profile_core.kit import clock
from profile_core.testing.source.entries import Entry, Key


class Records:
    """Everything that a source has. A change gets its position when it is there, and not before."""

    def __init__(self, subjects: Sequence[str], entries: Iterable[Entry]) -> None:
        self.subjects = tuple(subjects)
        self._entries: dict[Key, Entry] = {}
        self._of: dict[str, dict[Key, None]] = {}
        self._changes: list[Key] = []
        for entry in entries:
            self.put(entry)

    def of(self, subject: str) -> list[Entry]:
        """Return what there is about a subject now."""
        found = (self._entries[key] for key in self._of.get(subject, ()))
        return [entry for entry in found if entry.deleted_at is None]

    def find(self, key: Key) -> Entry | None:
        """Return one, deleted or not."""
        return self._entries.get(key)

    def put(self, entry: Entry) -> None:
        """Keep an entry instead of what was kept under its key."""
        self._entries[entry.key] = entry
        self._of.setdefault(entry.subject, {})[entry.key] = None
        self._changes.append(entry.key)

    def delete(self, key: Key) -> bool:
        """Leave nothing of an entry but its key; False when there is none."""
        entry = self._entries.get(key)
        if entry is None or entry.deleted_at is not None:
            return False
        now = clock.now()
        self.put(replace(entry, content={}, version=entry.version + 1, changed_at=now, deleted_at=now))
        return True

    def changes(self, position: int, most: int) -> list[Entry]:
        """Return after a position, the oldest first, what changed: each as it is now."""
        return [self._entries[key] for key in self._changes[position : position + most]]

    @property
    def last(self) -> int:
        """Return the position of the last change."""
        return len(self._changes)
