"""Changes that count for nothing, because of the version that they have."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from profile_core.conformance.items import Item

_FOR_GOOD = "deletedAt"
_ANY_VERSION = "doneAt"


def not_counted(items: Iterable[Item]) -> Iterator[str]:
    """Yield a sentence for each change of a feed, in its order, that would be lost to us.

    Coming again, late or in between is allowed: the higher version wins. What was deleted stays so by any version.
    """
    for changes in _by_key(items):
        if not any(_FOR_GOOD in one.said for one in changes):
            yield from _different(changes)
            yield from _set_back(changes)


def _by_key(items: Iterable[Item]) -> Iterable[Sequence[Item]]:
    found: dict[object, list[Item]] = {}
    for item in items:
        if item.key is not None and isinstance(item.said.get("version"), int):
            found.setdefault((item.key, str(item.said.get("recipient"))), []).append(item)
    return found.values()


def _different(changes: Sequence[Item]) -> Iterator[str]:
    known: dict[int, dict[str, object]] = {}
    for one in changes:
        said = {name: value for name, value in one.said.items() if name != _ANY_VERSION}
        if known.setdefault(_version(one), said) != said:
            yield f"{one.named}: two changes with version {_version(one)} say different things"


def _set_back(changes: Sequence[Item]) -> Iterator[str]:
    """Look at the last word about an item: older than another one, and said for the first time."""
    versions = [_version(one) for one in changes]
    if versions[-1] < max(versions) and versions.count(versions[-1]) == 1:
        yield f"{changes[-1].named}: its last change has version {versions[-1]}, and came after {max(versions)}"


def _version(item: Item) -> int:
    return cast("int", item.said["version"])
