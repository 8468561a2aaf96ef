"""Pages of items as they came, whatever is wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from profile_core.conformance import moments
from profile_core.conformance.shown import shown

Key = tuple[str, str]
Rank = tuple[datetime, bytes, bytes]
TEXTS = ("title", "text")
_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item; ``said`` is empty when it is no object, ``at`` its place on the page."""

    at: int
    said: dict[str, object]
    is_object: bool = True

    @property
    def key(self) -> Key | None:
        """Return type and externalId."""
        kind, key = self.said.get("type"), self.said.get("externalId")
        return (kind, key) if isinstance(kind, str) and isinstance(key, str) else None

    @property
    def rank(self) -> Rank | None:
        """Return by what items are sorted: texts compare as their UTF-8 bytes do."""
        created = moments.read(self.said.get("createdAt"))
        if created is None or self.key is None:
            return None
        kind, key = self.key
        return created, key.encode("utf-8", "surrogatepass"), kind.encode("utf-8", "surrogatepass")

    @property
    def boundary(self) -> dict[str, object]:
        """Return what a question names to go on after it."""
        return {name: self.said.get(name) for name in ("createdAt", "externalId", "type")}

    @property
    def named(self) -> str:
        """Return how a finding names it."""
        return f"item {self.at + 1} {shown(self.said.get('externalId'))}"

    def texts(self, name: str) -> list[object]:
        """Return the texts of a field; none where it is no list."""
        return listed(self.said.get(name)) or []


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. ``cursor`` is its nextCursor when that is a text; of ``size`` items the first 2,000 are read."""

    items: tuple[Item, ...]
    size: int
    cursor: str | None
    said: dict[str, object]

    @property
    def keys(self) -> list[Key | None]:
        """Return the keys in their order."""
        return [item.key for item in self.items]


def read(document: dict[str, object]) -> Page | None:
    """Read a page; None without a list of items."""
    items = listed(document.get("items"))
    if items is None:
        return None
    cursor = document.get("nextCursor")
    return Page(
        items=tuple(_item(at, one) for at, one in enumerate(items[:_MOST])),
        size=len(items),
        cursor=cursor if isinstance(cursor, str) else None,
        said=document,
    )


def listed(said: object) -> list[object] | None:
    """Return a JSON array."""
    return cast("list[object]", said) if isinstance(said, list) else None


def fields(said: object) -> dict[str, object] | None:
    """Return a JSON object."""
    return cast("dict[str, object]", said) if isinstance(said, dict) else None


def _item(at: int, said: object) -> Item:
    known = fields(said)
    return Item(at=at, said=known or {}, is_object=known is not None)
