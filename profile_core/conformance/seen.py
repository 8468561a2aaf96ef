"""Every item that is looked at by itself: of each subject's first page, and of the feed."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, Page
from profile_core.conformance.model import NotLookedError, Run
from profile_core.conformance.shown import first
from profile_core.conformance.walking import whole_feed


async def items(asker: Asker) -> list[Item]:
    """Return all items; ``NotLookedError`` when there is none."""
    found = [item for page in await _pages(asker) for item in page.items]
    if not found:
        raise NotLookedError("No item came. Give a --subject that has some.")
    return found


def each(problems: Callable[[Item], Iterable[str]]) -> Run:
    """Look at each item by itself."""

    async def run(asker: Asker) -> list[str]:
        lines = (f"{item.named}: {line}" for item in await items(asker) for line in problems(item))
        return first(dict.fromkeys(lines))

    return run


async def _pages(asker: Asker) -> list[Page]:
    """Return what came: a door that does not answer does not keep the other from being looked at.

    The feed is walked this early so that what is committed late has the time to appear behind a cursor.
    """
    pages: list[Page] = []
    for subject in asker.target.subjects:
        with suppress(NotLookedError):
            pages.append(await asker.first(subject))
    with suppress(NotLookedError):
        pages += (await whole_feed(asker)).pages
    return pages
