"""What a source answers when nothing meddles: the documents of docs/source-api/openapi.yaml."""

from profile_core.kit import clock
from profile_core.testing.source import questions
from profile_core.testing.source.entries import Entry, Json
from profile_core.testing.source.turn import Turn


def page(turn: Turn) -> Json:
    """Answer what subjects have now, newest first."""
    moment = clock.now()
    found = [entry for subject in turn.subjects for entry in turn.records.of(subject) if _asked(turn, entry)]
    found.sort(key=lambda entry: entry.rank, reverse=True)
    shown = found[: turn.size]
    return {
        "items": [entry.item() for entry in shown],
        "nextCursor": questions.cursor(shown[-1]) if len(found) > len(shown) else None,
        "asOf": clock.rfc3339(moment),
    }


def changes(turn: Turn) -> Json:
    """Answer what changed after a position, the oldest first."""
    found = turn.records.changes(turn.position, turn.size)
    return {
        "items": [entry.change() for entry in found],
        "nextCursor": str(turn.position + len(found)),
    }


def _asked(turn: Turn, entry: Entry) -> bool:
    """Tell whether an entry is among what was asked for."""
    if turn.only is not None and (turn.only.external_id, turn.only.type) != (entry.external_id, entry.type):
        return False
    if turn.changed_since is not None and entry.changed_at < turn.changed_since:
        return False
    return all(edge is None or edge.is_before(entry) for edge in (turn.before, turn.after))
