"""The page that shows a citizen all that is held about them: what, why, on which ground, and for how long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, Kept, Platform, Texts, logged_in_lately, texts_from_json, visitor
from profile_core.profile import export, holdings
from profile_core.profile.export import DATA as PATH
from profile_core.profile.holdings import Holding

SHOWN = 20
"""So many rows of each kind stand on the page; the file has all."""
Form = Literal["moment", "day", "texts", "yes", "no", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One column of a row, and how it is said."""

    label: Texts
    form: Form
    value: Any


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show the page; who acts for somebody else is told that it is about the citizen only."""
    mine = acting.subject == acting.citizen
    if mine:
        logged_in_lately(acting)
    found: list[Holding] = []
    names: dict[str, Texts] = {}
    if mine:
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


def _kind(one: Holding, names: Mapping[str, Texts]) -> dict[str, Any]:
    return {
        "name": one.kept.table.name.replace("_", "-"),
        "title": one.kept.title,
        "purpose": one.kept.purpose,
        "ground": one.kept.ground,
        "until": one.kept.until,
        "count": one.tally.rows,
        "more": one.tally.rows - len(one.rows),
        "rows": [list(_values(one.kept, row, names)) for row in one.rows],
    }


def _values(kept: Kept, row: Mapping[str, Any], names: Mapping[str, Texts]) -> Iterator[Value]:
    """Give what a row says; what is not there is left out."""
    for column, label in kept.said.items():
        value = row[column]
        if value is None or value in ("", [], {}):
            continue
        word = kept.words.get(column, {}).get(str(value)) or names.get(str(value))
        form, said = ("texts", word) if word else _said(value)
        yield Value(label=label, form=form, value=said)


def _said(value: Any) -> tuple[Form, Any]:
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if isinstance(value, datetime):
        return "moment", value
    if isinstance(value, date):
        return "day", value
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if all(isinstance(one, dict) and "language" in one for one in items):
            return "texts", texts_from_json(items)
    return "text", _flat(value)


def _flat(value: Any) -> str:
    """Say what is nested in one line: names and what they stand for."""
    if isinstance(value, Mapping):
        said = cast("Mapping[str, Any]", value)
        pairs = ((name, _flat(one)) for name, one in said.items() if one not in (None, "", [], {}))
        return "; ".join(f"{name}: {one}" for name, one in pairs)
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(one) for one in cast("list[Any]", value))
    return str(value)
