"""The order of items, boundaries, and the one item that is asked for by its key."""

from datetime import timedelta
from itertools import pairwise

from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, Key, Rank
from profile_core.conformance.model import Check, Group
from profile_core.conformance.shown import first, shown
from profile_core.conformance.walking import by_before, several
from profile_core.kit import clock

_NOBODYS_KEY = "citizen-profile-conformance-no-such-item"


async def _order(asker: Asker) -> list[str]:
    wrong: list[str] = []
    await several(asker)
    for subject in asker.target.subjects:
        ranked = [item for item in (await asker.first(subject)).items if item.rank is not None]
        wrong += [
            f"{late.named} comes after {early.named} and sorts before it"
            for early, late in pairwise(ranked)
            if _rank(late) > _rank(early)
        ]
    return first(wrong)


async def _exclusive(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    wrong: list[str] = []
    for item in _ends(items):
        page = await asker.page(subject, before=item.boundary)
        if item.key in page.keys:
            wrong.append(f"before {item.named} came that item itself")
    return wrong


async def _heeded(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    wrong: list[str] = []
    for item in _ends(items):
        page = await asker.page(subject, before=item.boundary)
        late = [one for one in page.items if one.rank and one.rank > _rank(item)]
        wrong += [f"before {item.named} came {one.named}, which sorts above it" for one in late]
    return first(wrong)


async def _complete(asker: Asker) -> list[str]:
    _, items = await several(asker)
    walk = await by_before(asker)
    wanted = [item.key for item in items][: None if walk.ended else len(set(walk.keys))]
    missing = [key for key in wanted if key is not None and key not in set(walk.keys)]
    return first(f"{shown(key[1])} never comes when one goes on with before" for key in missing)


async def _moment_alone(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    middle = items[len(items) // 2]
    page = await asker.page(subject, before={"createdAt": middle.said["createdAt"]})
    edge = _rank(middle)[0]
    late = [one for one in page.items if one.rank and one.rank[0] >= edge]
    wanted: set[Key | None] = {one.key for one in items if _rank(one)[0] < edge}
    missing = wanted - set(page.keys)
    return first(
        [
            *(f"{one.named} was not created before the boundary" for one in late),
            *(f"{shown(key[1])} was created before the boundary and did not come" for key in missing if key),
        ]
    )


async def _only(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    wrong: list[str] = []
    for item in _ends(items):
        page = await asker.page(subject, only=_key(item))
        if page.keys != [item.key]:
            wrong.append(f"asked for {item.named} alone: {page.size} items came, not that one")
    return wrong


async def _only_none(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    wrong: list[str] = []
    for only in (_key(items[0]) | {"externalId": _NOBODYS_KEY}, _key(items[0]) | {"type": _NOBODYS_KEY}):
        reply = await asker.ask(subject, only=only)
        said = (reply.document() or {}).get("items")
        if reply.status != 200 or said != []:
            wrong.append(f"asked for one that is not there: {reply.said}, and not with an empty list")
    return wrong


async def _changed_since(asker: Asker) -> list[str]:
    subject, items = await several(asker)
    ahead = await asker.page(subject, changedSince=clock.rfc3339(clock.now() + timedelta(days=1)))
    ever = await asker.page(subject, changedSince="1970-01-01T00:00:00Z")
    wrong = [f"nothing changed after tomorrow, and {ahead.size} items came"] if ahead.size else []
    if missing := {item.key for item in items} - set(ever.keys):
        wrong.append(f"everything changed since 1970, and {len(missing)} items did not come")
    return wrong


def _ends(items: list[Item]) -> list[Item]:
    """Return the first, the middle and the last but one: before the last nothing is left to come."""
    return [items[at] for at in sorted({0, len(items) // 2, len(items) - 2})]


def _key(item: Item) -> dict[str, object]:
    return {"externalId": item.said["externalId"], "type": item.said["type"]}


def _rank(item: Item) -> Rank:
    if item.rank is None:
        raise TypeError("only items that have their place are compared")
    return item.rank


CHECKS = (
    Check(
        code="order",
        group=Group.ORDER,
        claims="Items come newest first.",
        remedy='Sort by createdAt, externalId, type, all descending, texts by code point (COLLATE "C").',
        section="query",
        run=_order,
    ),
    Check(
        code="before-exclusive",
        group=Group.ORDER,
        claims="The item that before names does not come again.",
        remedy="Compare with < and not with <=: (created_at, external_id, type) < (:createdAt, :externalId, :type).",
        section="Boundary",
        run=_exclusive,
    ),
    Check(
        code="before-heeded",
        group=Group.ORDER,
        claims="With before only what sorts after that boundary comes.",
        remedy="Read before and leave out all that sorts above it; keep createdAt as precise as you send it.",
        section="Boundary",
        run=_heeded,
    ),
    Check(
        code="before-complete",
        group=Group.ORDER,
        claims="Going on with before, from the last item of each page, leads to every item.",
        remedy="Compare all three fields together, so that items of one moment are told apart by their keys.",
        section="Boundary",
        run=_complete,
    ),
    Check(
        code="before-moment",
        group=Group.ORDER,
        claims="A boundary with createdAt alone means everything that was created strictly earlier.",
        remedy="Without externalId and type compare createdAt alone, with <.",
        section="Boundary",
        run=_moment_alone,
    ),
    Check(
        code="only",
        group=Group.ORDER,
        claims="With only that one item comes.",
        remedy="Read only, and answer the item with that externalId and type.",
        section="Question",
        run=_only,
    ),
    Check(
        code="only-none",
        group=Group.ORDER,
        claims="With only, what is not there is an empty list.",
        remedy="Answer 200 with an empty list when no item has that externalId and that type; never 404.",
        section="Question",
        run=_only_none,
    ),
    Check(
        code="changed-since",
        group=Group.ORDER,
        claims="With changedSince only what was created or changed since then comes, and all of that.",
        remedy="Read changedSince and compare it with when each item was last changed.",
        section="Question",
        run=_changed_since,
    ),
)
