"""What of a list is wanted: by what it says, and by what its citizen did with it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from blocks.notifications.model import InboxFilter, InboxItem
from profile_core.contract import InvalidError, clock

LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for: a filter, the words that must all stand in it, in a language, and how many at most.

    Words are looked for in what the citizen sees in this language, whatever their case and accents.
    """

    filter: InboxFilter
    most: int
    language: str
    words: Sequence[str] = ()

    @property
    def sifts(self) -> bool:
        """Tell whether what is looked at may be more than what is wanted of it."""
        wanted = self.filter
        some = (wanted.task, wanted.group_id, wanted.since, wanted.until)
        return bool(self.words) or wanted.unread or wanted.archived or any(one is not None for one in some)


def words(search: str) -> list[str]:
    """Return the words of a search."""
    if len(search) > LONGEST:
        raise InvalidError("search.too_long", f"Search for at most {LONGEST} characters.", path=("search",))
    return _folded(search).split()


def holds(item: InboxItem, wanted: Wanted) -> bool:
    """Tell whether an item is wanted."""
    return _chosen(item, wanted.filter) and _says(item, wanted.words, wanted.language)


def _chosen(item: InboxItem, wanted: InboxFilter) -> bool:
    same = (
        (wanted.kind, item.kind),
        (wanted.provider, item.provider),
        (wanted.group_id, item.group_id),
        (wanted.task, item.task(clock.now())),
    )
    in_time = (wanted.since is None or item.created_at >= wanted.since) and (
        wanted.until is None or item.created_at < wanted.until
    )
    shelf = (item.archived_at is not None) == wanted.archived
    fresh = not wanted.unread or item.read_at is None
    return shelf and fresh and in_time and all(value in (None, given) for value, given in same)


def _says(item: InboxItem, wanted: Sequence[str], language: str) -> bool:
    shown = (item.title, item.text, item.type_name)
    text = _folded(" ".join(one.in_language(language) for one in shown)) if wanted else ""
    return all(word in text for word in wanted)


def _folded(text: str) -> str:
    """Leave out case and accents, so that *reseau* finds *Réseau*."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
