"""The change feed: in which order changes come, and what a cursor promises."""

import msgspec

from profile_core.conformance.asking import Asker
from profile_core.conformance.feed_versions import not_counted
from profile_core.conformance.items import Page
from profile_core.conformance.model import Check, Group, Run
from profile_core.conformance.shown import first, shown
from profile_core.conformance.walking import LARGE, Walk, changes, walked_now, whole_feed

_SMALL = 3
_STRANGE = "no-such-cursor"
Change = tuple[str, str, str]


async def _answered(asker: Asker) -> list[str]:
    reply = await asker.follow(None, LARGE)
    if reply.status != 200:
        return [f"asked for changes from the beginning: {reply.said}"]
    document = reply.document()
    if document is None or not isinstance(document.get("items"), list):
        return ["the answer has no items"]
    if not isinstance(document.get("nextCursor"), str):
        return [f"nextCursor is {shown(document.get('nextCursor'))}; in the feed it is always a text"]
    return []


async def _grows(asker: Asker) -> list[str]:
    return first(not_counted((await whole_feed(asker)).items))


async def _limit(asker: Asker) -> list[str]:
    size = (await asker.followed(None, 1)).size
    return [f"asked for 1 change, {size} came"] if size > 1 else []


async def _twice(asker: Asker) -> list[str]:
    walk = await whole_feed(asker)
    for cursor in (None, walk.pages[0].cursor):
        once, again = await asker.followed(cursor, LARGE), await asker.followed(cursor, LARGE)
        if _changes(again)[: once.size] != _changes(once):
            return ["after the same cursor other changes came the second time, or in another order"]
    return []


async def _in_order(asker: Asker) -> list[str]:
    large, small = await whole_feed(asker), await changes(asker, _SMALL)
    few = [one for page in small.pages for one in _changes(page)]
    many = [one for page in large.pages for one in _changes(page)]
    if few != many[: len(few)]:
        return [f"{_SMALL} at a time the changes come in another order than {LARGE} at a time, or not all"]
    return []


async def _goes_on(asker: Asker) -> list[str]:
    wrong: list[str] = []
    for walk in (await whole_feed(asker), await changes(asker, _SMALL)):
        cursors = [page.cursor for page in walk.pages if page.items]
        if len(set(cursors)) < len(cursors):
            wrong.append("the nextCursor of a page with changes came a second time")
    return wrong[:1]


async def _remembered(asker: Asker) -> list[str]:
    walk = await whole_feed(asker)
    for page in (walk.pages[0], walk.pages[-1]):
        reply = await asker.follow(page.cursor, LARGE)
        if reply.status != 200:
            return [f"a cursor that was given a moment ago: {reply.said}"]
    beginning = _changes(walk.pages[0])[0]
    if any(page.items and _changes(page)[0] == beginning for page in walk.pages[1:]):
        return ["a cursor leads back to the beginning"]
    return []


async def _stays(asker: Asker) -> list[str]:
    walk = await whole_feed(asker)
    end = walk.pages[-1]
    again = await asker.followed(end.cursor, LARGE)
    if walk.ended and not end.items and not again.items and again.cursor != end.cursor:
        return ["with nothing new nextCursor is another than the cursor that was sent"]
    return []


async def _no_gaps(asker: Asker) -> list[str]:
    """Walk anew: what comes now and did not then must stand behind the cursor that one got to."""
    before = (await whole_feed(asker), await changes(asker, _SMALL))
    now = await walked_now(asker, None, LARGE)
    missing: set[Change] = set()
    for walk in before:
        later = await walked_now(asker, walk.pages[-1].cursor, LARGE)
        missing |= {*_all(now)} - {*_all(walk)} - {*_all(later)}
    return [f"{len(missing)} changes came behind a cursor that was given before them"] if missing else []


async def _signed(asker: Asker) -> list[str]:
    await asker.followed(None, LARGE)
    body = msgspec.json.encode({"cursor": None, "limit": 1})
    unsigned = await asker.send(asker.changes, body, lambda _address, _body: None)
    other = f"{asker.target.url}{asker.live}"
    wrong = await asker.send(asker.changes, body, lambda _, said: asker.signer.token(other, said))
    replies = {"a call without a signature": unsigned, "a token for the live question": wrong}
    return [f"{what}: {reply.said}" for what, reply in replies.items() if reply.status != 401]


async def _strange(asker: Asker) -> list[str]:
    await asker.followed(None, LARGE)
    body = msgspec.json.encode({"cursor": 7, "limit": "ten"})
    replies = {
        "a cursor that is none of yours": await asker.follow(_STRANGE, LARGE),
        "a cursor and a limit of the wrong kind": await asker.send(asker.changes, body),
    }
    return [f"{what}: {reply.said}" for what, reply in replies.items() if reply.status != 400]


def _all(walk: Walk) -> list[Change]:
    return [one for page in walk.pages for one in _changes(page)]


def _changes(page: Page) -> list[Change]:
    """Return by what one change is told from another."""
    return [
        (str(item.key), str(item.said.get("recipient")), str(item.said.get("version"))) for item in page.items
    ]


def _check(code: str, claims: str, remedy: str, section: str, run: Run) -> Check:
    return Check(code=code, group=Group.FEED, claims=claims, remedy=remedy, section=section, run=run)


CHECKS = (
    _check(
        "feed-answered",
        "A signed question for changes is answered, with items and a nextCursor.",
        "Answer 200 with a list of items, and always with a nextCursor that is a text.",
        "Changes",
        _answered,
    ),
    _check(
        "feed-signature",
        "The feed is answered to a token of its own alone.",
        "Check the signature of this address as of the other; aud is the address of the feed.",
        "signature",
        _signed,
    ),
    _check(
        "feed-question",
        "A question for changes with a strange cursor, or with fields of the wrong kind, is refused with 400.",
        "Check cursor and limit before you use them, and answer 400; never begin anew by yourself.",
        "ChangesQuestion",
        _strange,
    ),
    _check(
        "feed-limit",
        "No more changes come than limit asks for.",
        "Put limit into your query.",
        "ChangesQuestion",
        _limit,
    ),
    _check(
        "feed-version-grows",
        "What the feed says last of an item has its highest version, and no version says two things.",
        "Count version up in the transaction that changes the item, and never set it back: we show the highest.",
        "Change",
        _grows,
    ),
    _check(
        "feed-repeatable",
        "After the same cursor the same changes come, in the same order.",
        "Sort by an index of yours that only grows, and by nothing else.",
        "changes",
        _twice,
    ),
    _check(
        "feed-order",
        "Changes come in one order, however many are asked for at a time, and none is left out.",
        "Sort by the index before you cut the page, and let nextCursor be the index of the last change sent.",
        "changes",
        _in_order,
    ),
    _check(
        "feed-goes-on",
        "After a page with changes the cursor is another.",
        "Let nextCursor be the index of the last change of the page.",
        "Changes",
        _goes_on,
    ),
    _check(
        "feed-stays",
        "With nothing new the cursor stays.",
        "With nothing new answer the cursor that was sent.",
        "Changes",
        _stays,
    ),
    _check(
        "feed-remembered",
        "A cursor that was given is understood later.",
        "Let a cursor say all by itself where to go on; keep no table of cursors that forgets.",
        "Changes",
        _remembered,
    ),
    _check(
        "feed-no-gaps",
        "No change appears behind a cursor that was already given.",
        "Give a change its index only when it is committed: by one writer, or by a job that numbers what is.",
        "changes",
        _no_gaps,
    ),
)
