"""Every item that is looked at by itself: of each subject's first page and, with it, of the feed's."""

from collections.abc import Callable, Iterable
from functools import partial

from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, Page
from profile_core.conformance.model import NotLookedError, Run
from profile_core.conformance.shown import first

_FEED_PAGE = 100


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
    """Return what came: a door that does not answer does not keep the other from being looked at."""
    asked = [partial(asker.first, subject) for subject in asker.target.subjects]
    asked.append(partial(asker.once, "feed-page", lambda: asker.followed(None, _FEED_PAGE)))
    pages: list[Page] = []
    for ask in asked:
        try:
            pages.append(await ask())
        except NotLookedError:
            continue
    return pages
