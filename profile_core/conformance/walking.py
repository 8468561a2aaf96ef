"""Walks from page to page as we do, for as far as tells whether the pages fit together."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, Key, Page
from profile_core.conformance.model import NotLookedError

STEP = 2
_MOST_PAGES = 14
_MOST_CHANGES = 20
ENOUGH = 3
LARGE = 100
Next = Callable[[Page | None], Awaitable[Page | None]]
Mark = Callable[[Page], object]
"""Tells where a page leads: two pages that lead to the same place go round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The pages in their order; ``ended`` is set when the last of them said that there is no more."""

    pages: tuple[Page, ...]
    ended: bool

    @property
    def items(self) -> list[Item]:
        """Return the items of all pages."""
        return [item for page in self.pages for item in page.items]

    @property
    def keys(self) -> list[Key]:
        """Return the keys of all items that have one."""
        return [item.key for item in self.items if item.key is not None]

    @property
    def repeated(self) -> list[Key]:
        """Return what came again after it came before."""
        return [key for key, times in Counter(self.keys).items() if times > 1]


async def several(asker: Asker) -> tuple[str, list[Item]]:
    """Return the subject with the most items and these; ``NotLookedError`` when they are too few to tell."""
    subject, page = await asker.fullest()
    ranked = [item for item in page.items if item.rank is not None]
    if len(ranked) < ENOUGH:
        raise NotLookedError(f"Give a --subject that has at least {ENOUGH} items with a key and a createdAt.")
    return subject, ranked


async def by_cursor(asker: Asker) -> Walk:
    """Walk through a subject's items with nextCursor."""
    subject, _ = await several(asker)

    async def further(page: Page | None) -> Page | None:
        if page is not None and page.cursor is None:
            return None
        cursor = {} if page is None else {"cursor": page.cursor}
        return await asker.page(subject, limit=STEP, **cursor)

    return await asker.once("by_cursor", lambda: _walk(further, _cursor, _MOST_PAGES))


async def by_before(asker: Asker) -> Walk:
    """Walk through a subject's items with ``before``, as we do when a citizen asks for more."""
    subject, _ = await several(asker)

    async def further(page: Page | None) -> Page | None:
        last = None if page is None else next((one for one in reversed(page.items) if one.rank), None)
        if page is not None and last is None:
            return None
        boundary = {} if last is None else {"before": last.boundary}
        return await asker.page(subject, limit=STEP, **boundary)

    return await asker.once("by_before", lambda: _walk(further, _last_key, _MOST_PAGES))


async def changes(asker: Asker, limit: int) -> Walk:
    """Walk through the change feed from its beginning until nothing comes, once."""
    return await asker.once(("changes", limit), lambda: walked_now(asker, None, limit))


async def whole_feed(asker: Asker) -> Walk:
    """Return the feed from its beginning; ``NotLookedError`` when it is empty."""
    asker.only_feed()
    walk = await changes(asker, LARGE)
    if not walk.items:
        raise NotLookedError("The feed is empty: let something change first.")
    return walk


async def walked_now(asker: Asker, cursor: str | None, limit: int) -> Walk:
    """Walk through the change feed after a cursor until nothing comes."""

    async def further(page: Page | None) -> Page | None:
        if page is not None and (page.cursor is None or not page.items):
            return None
        return await asker.followed(cursor if page is None else page.cursor, limit)

    return await _walk(further, _cursor, _MOST_CHANGES)


async def _walk(further: Next, mark: Mark, most: int) -> Walk:
    pages: list[Page] = []
    while len(pages) < most:
        page = await further(pages[-1] if pages else None)
        if page is None:
            return Walk(pages=tuple(pages), ended=True)
        goes_round = page.items and mark(page) in map(mark, pages)
        pages.append(page)
        if goes_round:
            break
    return Walk(pages=tuple(pages), ended=False)


def _cursor(page: Page) -> object:
    return page.cursor


def _last_key(page: Page) -> object:
    return page.keys[-1] if page.keys else None
