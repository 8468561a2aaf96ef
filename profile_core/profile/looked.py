"""The page that tells a citizen who looked: each audit line about whom they act for, the newest first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, InvalidError, Platform, Tx, audit, ids, visitor
from profile_core.profile import looked_names
from profile_core.profile.looked_words import UNDECLARED, declared, of_role

PATH = "/me/looked"
ON_A_PAGE = 30


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show the lines of others, or with ``?who=all`` also what the citizen did; looking leaves no line."""
    everything = request.query_params.get("who") == "all"
    after = _place(request.query_params.get("after"))
    async with platform.store.read() as tx:
        rows = await lines(tx, acting, everything=everything, after=after, most=ON_A_PAGE + 1)
        names = await looked_names.of(tx, rows[:ON_A_PAGE])
    here = f"{PATH}?who=all" if everything else PATH
    older = ""
    if len(rows) > ON_A_PAGE:
        older = f"{here}{'&' if everything else '?'}after={rows[ON_A_PAGE - 1].id}"
    known = declared(platform)
    return platform.pages.page(
        request,
        "looked.html",
        visitor=visitor(acting),
        mine=acting.subject == acting.citizen,
        everything=everything,
        days=_by_day(platform, [_line(one, acting, known, names) for one in rows[:ON_A_PAGE]]),
        others=PATH,
        all=f"{PATH}?who=all",
        older=older,
        newest=here if after else "",
    )


async def lines(
    tx: Tx, acting: Acting, *, everything: bool, after: UUID | None = None, most: int
) -> Sequence[Any]:
    """Return the audit lines about whom somebody acts for, the newest first; own doings only where asked for."""
    but = None if everything else acting.citizen
    return await audit.about(tx, acting.subject, most=most, after=after, but=but)


def _place(after: str | None) -> UUID | None:
    place = ids.parse_id(after) if after is not None else None
    if after is not None and place is None:
        raise InvalidError("cursor.invalid", "Begin at the first page.", path=("after",))
    return place


def _line(row: Any, acting: Acting, known: Mapping[str, Any], names: looked_names.Names) -> dict[str, Any]:
    said = known.get(row.action, UNDECLARED)
    return {
        "at": row.at,
        "who": _who(row, acting),
        "name": names.of_program(row),
        "role": of_role(looked_names.role(row)),
        "told": names.told(row),
        "what": said.what,
        "why": said.why,
        "ground": said.ground,
    }


def _who(row: Any, acting: Acting) -> str:
    """Return the kind of who it was; each has words in the catalogues."""
    if row.actor_kind == "provider":
        return "provider"
    if row.actor_kind == "citizen":
        if row.actor == str(acting.citizen.id):
            return "you"
        if row.actor == str(acting.subject.id):
            return "self"
        return "deputy" if row.detail.get("role") else "person"
    return "operator" if row.actor == audit.OPERATOR else "ours"


def _by_day(platform: Platform, said: Sequence[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return lines by the day on which they were, as the region's clock has it."""
    zone = ZoneInfo(platform.settings.timezone)
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in said:
        days.setdefault(one["at"].astimezone(zone).date(), []).append(one)
    return list(days.items())
