"""Pages: their size, that they lead on and come to an end, and that nothing is lost or doubled between them."""

from profile_core.conformance.asking import Asker
from profile_core.conformance.model import Check, Group
from profile_core.conformance.shown import first, shown
from profile_core.conformance.walking import STEP, Walk, by_before, by_cursor, several

_SIZES = (1, 3, 5)
_MOST = 1000


async def _limit(asker: Asker) -> list[str]:
    subject, _ = await several(asker)
    sizes = {limit: (await asker.page(subject, limit=limit)).size for limit in (1, STEP)}
    return [f"asked for {limit}, {size} items came" for limit, size in sizes.items() if size > limit]


async def _page_size(asker: Asker) -> list[str]:
    subject, _ = await asker.fullest()
    most, page = await asker.page_size(), await asker.page(subject, limit=_MOST)
    return [f"{page.size} items came; pageSize is {most}"] if page.size > most else []


async def _same(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    wrong: list[str] = []
    for limit in (one for one in _SIZES if one <= len(items)):
        page = await asker.page(subject, limit=limit)
        if page.keys[:limit] != [item.key for item in items[:limit]]:
            wrong.append(f"the first {limit} of a page of {limit} are not the first of a larger one")
    return wrong


async def _leads_on(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    page = await asker.page(subject, limit=len(items) - 1)
    if page.size < len(items) and page.cursor is None:
        return [f"{page.size} of {len(items)} items came, and nextCursor is null"]
    return []


async def _ends(asker: Asker) -> list[str]:
    walk = await by_cursor(asker)
    if walk.ended:
        return []
    cursors = [page.cursor for page in walk.pages]
    if len(set(cursors)) < len(cursors):
        return ["a nextCursor came a second time"]
    known = {key for page in walk.pages[:-1] for key in page.keys}
    if known.issuperset(walk.pages[-1].keys):
        return ["after many pages nothing new comes, and nextCursor still leads on"]
    return []


async def _last(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    page = await asker.page(subject, before=items[-1].boundary)
    whole = await asker.first(subject)
    if page.size == 0 and page.cursor is not None and whole.cursor is None:
        return ["an empty page has a nextCursor"]
    return []


async def _no_repeats(asker: Asker) -> list[str]:
    subject, _ = await several(asker)
    whole = Walk(pages=(await asker.first(subject),), ended=True)
    ways = {
        "on one page": whole,
        "with nextCursor": await by_cursor(asker),
        "with before": await by_before(asker),
    }
    return first(f"{way} {shown(key[1])} came again" for way, walk in ways.items() for key in walk.repeated)


async def _no_gaps(asker: Asker) -> list[str]:
    _, items = await several(asker)
    walk = await by_cursor(asker)
    came = [page for page in walk.pages if page.items]
    if walk.ended and len(came) == 1:
        return []  # that it does not lead on is another finding
    wanted = [item.key for item in items][: None if walk.ended else len(set(walk.keys))]
    missing = [key for key in wanted if key is not None and key not in set(walk.keys)]
    return first(f"{shown(key[1])} never comes when one goes on with nextCursor" for key in missing)


async def _stays(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    again = {item.key: item.rank for item in (await asker.page(subject)).items}
    moved = [item for item in items if (rank := again.get(item.key)) is not None and rank != item.rank]
    return first(f"createdAt of {item.named} was another the second time" for item in moved)


async def _repeatable(asker: Asker) -> list[str]:
    subject, page = await asker.fullest()
    again = await asker.page(subject)
    return (
        []
        if page.keys == again.keys
        else ["the same question a second time got other items, or another order"]
    )


CHECKS = (
    Check(
        code="limit",
        group=Group.PAGING,
        claims="No more items come than limit asks for.",
        remedy="Put limit into your query: FETCH FIRST :limit ROWS ONLY.",
        section="Question",
        run=_limit,
    ),
    Check(
        code="page-size",
        group=Group.PAGING,
        claims="No page has more items than the pageSize of the description.",
        remedy="Answer with at most pageSize items when limit is above it.",
        section="Description",
        run=_page_size,
    ),
    Check(
        code="page-same",
        group=Group.PAGING,
        claims="The same items come first, whatever the size of the page.",
        remedy="Sort before you cut the page, and by a whole order: no two items are equal in it.",
        section="query",
        run=_same,
    ),
    Check(
        code="page-repeatable",
        group=Group.PAGING,
        claims="The same question a second time gets the same items in the same order.",
        remedy="Answer from the same data each time; if the items changed meanwhile, run the kit again.",
        section="query",
        run=_repeatable,
    ),
    Check(
        code="cursor-leads-on",
        group=Group.PAGING,
        claims="A page that is not the last has a nextCursor.",
        remedy="Fetch one more than limit: when it is there, send a nextCursor.",
        section="Page",
        run=_leads_on,
    ),
    Check(
        code="cursor-ends",
        group=Group.PAGING,
        claims="Going on with nextCursor comes to an end, and never back to where one was.",
        remedy="Let a nextCursor say after which item the next page begins, and send null with the last page.",
        section="Page",
        run=_ends,
    ),
    Check(
        code="cursor-last",
        group=Group.PAGING,
        claims="A page without items does not lead on.",
        remedy="Send null for nextCursor when nothing comes after this page.",
        section="Page",
        run=_last,
    ),
    Check(
        code="page-no-repeats",
        group=Group.PAGING,
        claims="No item comes twice, on one page or on several.",
        remedy="Let a page begin strictly after the last item of the page before it; join no rows that double items.",
        section="query",
        run=_no_repeats,
    ),
    Check(
        code="page-no-gaps",
        group=Group.PAGING,
        claims="Going on with nextCursor leads to every item.",
        remedy="Let a page begin right after the last item that was sent; never count pages with OFFSET.",
        section="Page",
        run=_no_gaps,
    ),
    Check(
        code="created-at-stays",
        group=Group.PAGING,
        claims="createdAt of an item is the same each time.",
        remedy="Store createdAt with the item once; a change goes into version.",
        section="Item",
        run=_stays,
    ),
)
