"""The pages that show a citizen all that is held about them: what, why, on which ground, for how long; and every row."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, NotFoundError, Platform, Texts, logged_in_lately, visitor
from profile_core.profile import export, holdings, place
from profile_core.profile.export import DATA as PATH
from profile_core.profile.holdings import Holding
from profile_core.profile.values import values
from profile_core.store import kept as tables

KIND = f"{PATH}/kind"
SHOWN = 3
"""So many rows of each kind stand on the first page."""
ON_A_PAGE = 100
"""So many stand on a page of their kind."""


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show the page; who acts for somebody else is told that it is about the citizen only."""
    mine = acting.subject == acting.citizen
    found: list[Holding] = []
    names: dict[str, Texts] = {}
    if mine:
        logged_in_lately(acting)
        async with platform.store.read() as tx:
            found = await holdings.look(tx, platform, acting.citizen, most=SHOWN)
            names = await holdings.names(tx, [row for one in found for row in one.rows])
    return platform.pages.page(
        request,
        "data.html",
        visitor=visitor(acting),
        mine=mine,
        kinds=[_kind(one, names) for one in found if one.tally.rows],
        empty=[one.kept.title for one in found if not one.tally.rows],
        export=export.PATH,
        erase=f"{PATH}/erase",
    )


async def kind(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show every row of one kind, some at a time."""
    subject = export.own(acting)
    logged_in_lately(acting)
    named = {_name(one.table.name): one for one in holdings.declared(platform)}
    kept = named.get(request.path_params["kind"])
    if kept is None:
        raise NotFoundError("data.kind", "There is no such kind of data. Begin at /me/data.")
    after = place.read(platform.keyring, kept, subject, request.query_params.get("after"))
    async with platform.store.read() as tx:
        found = await tables.page(tx, kept, subject, most=ON_A_PAGE + 1, after=after)
        rows = [holdings.given_of(platform.keyring, kept, row) for row in found[:ON_A_PAGE]]
        names = await holdings.names(tx, rows)
    address = f"{KIND}/{_name(kept.table.name)}"
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    older = f"{address}?after={place.written(platform.keyring, kept, subject, last)}" if last else ""
    return platform.pages.page(
        request,
        "data_kind.html",
        visitor=visitor(acting),
        title=kept.title,
        rows=[list(values(kept, row, names)) for row in rows],
        older=older,
        newest=address if after else "",
        data=PATH,
    )


def _kind(one: Holding, names: Mapping[str, Texts]) -> dict[str, Any]:
    name = _name(one.kept.table.name)
    return {
        "name": name,
        "title": one.kept.title,
        "purpose": one.kept.purpose,
        "ground": one.kept.ground,
        "until": one.kept.until,
        "count": one.tally.rows,
        "all": f"{KIND}/{name}" if one.tally.rows > len(one.rows) else "",
        "rows": [list(values(one.kept, row, names)) for row in one.rows],
    }


def _name(table: str) -> str:
    return table.replace("_", "-")
