"""Searching the inbox. What is looked for is posted, so that it stands in no address and no log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from blocks.notifications import merged, searched
from blocks.notifications.merged import Listed
from blocks.notifications.model import PLACES, TOP, InboxFilter
from blocks.notifications.pages import shown as shows
from blocks.notifications.rows import inbox
from blocks.notifications.searched import Wanted
from profile_core.contract import (
    Acting,
    Platform,
    Provider,
    Silent,
    Texts,
    clock,
    directory,
    ids,
    paging,
    visitor,
)

_ON_A_PAGE = 20
_FIELDS = ("words", "sender", "since", "until", "archived", "after")
_YEARS = (2000, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A choice of the form."""

    id: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was typed, what is wrong with it, and what was found where nothing is."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    listed: Listed | None = None


async def form(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show the form; whoever changes the language begins anew."""
    return await _page(platform, request, acting, _Asked(typed=dict.fromkeys(_FIELDS, "")))


async def found(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show what holds the words, below the form as it was filled in."""
    typed = _typed(await request.form())
    wrong = _wrong(typed)
    if wrong:
        return await _page(platform, request, acting, _Asked(typed=typed, wrong=wrong))
    wanted = Wanted(
        filter=_filter(typed, ZoneInfo(platform.settings.timezone)),
        most=_ON_A_PAGE,
        language=platform.pages.language(request),
        words=searched.words(typed["words"]),
    )
    place = paging.unsealed(platform.keyring, acting, PLACES, typed["after"] or None, TOP)
    listed = await merged.page(platform, acting, wanted, place)
    return await _page(platform, request, acting, _Asked(typed=typed, listed=listed))


async def _page(platform: Platform, request: Request, acting: Acting, asked: _Asked) -> Response:
    listed = asked.listed
    items = listed.items if listed else ()
    async with platform.store.read() as tx:
        known = await directory.providers(tx, await inbox.providers(tx, acting))
    known |= listed.senders if listed else {}
    return platform.pages.page(
        request,
        "notifications/search.html",
        status=400 if asked.wrong else 200,
        visitor=visitor(acting),
        typed=asked.typed,
        wrong=asked.wrong,
        senders=_senders(known.values(), platform.pages.language(request)),
        searched=listed is not None,
        items=shows.items(items, known),
        sources=Silent.among(listed.said, known) if listed else (),
        more=paging.sealed(platform.keyring, acting, PLACES, listed.resume)
        if listed and listed.resume
        else "",
    )


def _senders(known: Iterable[Provider], language: str) -> list[Sender]:
    named = [Sender(id=str(one.id), name=one.name) for one in known]
    return sorted(named, key=lambda one: one.name.in_language(language))


def _typed(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name, "")).strip() for name in _FIELDS}


def _wrong(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong, as a word for the template, by the field it is about."""
    wrong = {name: "date" for name in ("since", "until") if typed[name] and _day(typed[name]) is None}
    if len(typed["words"]) > searched.LONGEST:
        wrong["words"] = "long"
    return wrong


def _filter(typed: Mapping[str, str], zone: ZoneInfo) -> InboxFilter:
    since, until = _day(typed["since"]), _day(typed["until"])
    return InboxFilter(
        archived=bool(typed["archived"]),
        provider=ids.parse_id(typed["sender"]),
        since=since and _begins(since, zone),
        until=until and _begins(until + timedelta(days=1), zone),
    )


def _day(typed: str) -> date | None:
    """Read a day between 2000 and 2200, as a date field sends it."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _YEARS[0] <= day.year <= _YEARS[1] else None


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return clock.as_utc(datetime.combine(day, time(), zone))
