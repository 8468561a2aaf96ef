"""The overview and the search through all blocks, in every state."""

from datetime import timedelta
from typing import Any

from profile_core.contract import Line, Lines, Silent
from profile_core.kit import clock
from profile_core.kit.texts import texts
from profile_core.pages.render import Visitor
from profile_core.profile.overview import Section
from profile_core.profile.seeking import Part, Result
from tests.pages.inbox_scenes import PASSPORT, PERMIT
from tests.pages.scene import AALST, GENT, Scene

MAIL = texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages")
PARKING = texts(nl="Parkeren", fr="Stationnement", de="Parken", en="Parking")
LETTER = texts(
    nl="Uw aanslagbiljet voor 2026 is er",
    fr="Votre avertissement-extrait de rôle 2026 est là",
    de="Ihr Steuerbescheid für 2026 ist da",
    en="Your tax bill for 2026 is here",
)
CARD = texts(
    nl="Parkeerkaart 1-ABC-234",
    fr="Carte de stationnement 1-ABC-234",
    de="Parkausweis 1-ABC-234",
    en="Parking permit 1-ABC-234",
)
AN = Visitor(name="An Peeters", logout_path="/sso/logout", login_path="/sso/login")
BAKERY = Visitor(
    name="Marie-Christine Vandenberghe",
    role="Bakkerij De Gouden Krakeling bv",
    logout_path="/x",
    login_path="/sso/login",
)


def overview_scenes() -> dict[str, Scene]:
    """Return them by name."""
    now = clock.now()
    task = _line(PERMIT, at=now - timedelta(days=2), deadline=now + timedelta(days=5), unread=True)
    visit = _line(PASSPORT, at=now - timedelta(hours=3), begins=now + timedelta(hours=75))
    undated = _line(PERMIT, sender=AALST, at=now - timedelta(days=4))
    letter = _line(LETTER, sender=AALST, at=now - timedelta(hours=1), unread=True)
    card = _line(CARD, ends=(now + timedelta(days=200)).date())
    must, new, running = Section(lines=[visit, task]), Section(lines=[letter]), Section(lines=[card])
    everything = {
        "must": Section(lines=[visit, task, undated], more=[(MAIL, "/scene/inbox")]),
        "new": Section(lines=[letter] * 5, more=[(MAIL, "/scene/inbox")]),
        "running": Section(lines=[card] * 5, more=[(PARKING, "/scene/empty")]),
    }
    away = Silent(sender=AALST, state="away", since=now - timedelta(minutes=40))
    return {
        "overview": _overview(must=must, new=new, running=running),
        "overview-many": _overview(**everything, visitor=BAKERY),
        "overview-nothing": _overview(),
        "overview-nothing-to-do": _overview(new=new, running=running),
        "overview-source-away": _overview(must=must, sources=[away], sure=False),
        "overview-parts-absent": _overview(running=running, absent=[MAIL, PARKING], sure=False),
        "overview-no-search": _overview(must=must, search=""),
        **_seeking([letter, task], [card], away),
    }


def _seeking(letters: list[Line], cards: list[Line], away: Silent) -> dict[str, Scene]:
    found = [
        Part(title=MAIL, lines=Lines(items=letters, path="/scene/search", more=True)),
        Part(title=PARKING, lines=Lines(items=cards)),
    ]
    not_yet = [Part(title=MAIL, lines=Lines(path="/scene/search", more=True))]
    return {
        "seek": _seek(),
        "seek-found": _seek("parkeren", Result(parts=found)),
        "seek-none": _seek("parkeren", Result(parts=())),
        "seek-not-yet": _seek("parkeren", Result(parts=not_yet)),
        "seek-parts-absent": _seek("parkeren", Result(parts=found[1:], sources=[away], absent=[MAIL])),
        "seek-wrong": _seek("x" * 101, wrong="long"),
        "seek-empty": _seek("", wrong="empty"),
    }


def _line(title: Any, *, sender: Any = GENT, **more: Any) -> Line:
    return Line(title=title, sender=sender, path="/scene/item", **more)


def _overview(**values: Any) -> Scene:
    empty = Section(lines=())
    sections = {"must": empty, "new": empty, "running": empty}
    rest = {"sources": (), "absent": (), "sure": True, "search": "/scene/seek"}
    visitor = values.pop("visitor", AN)
    return Scene(template="overview.html", visitor=visitor, values={**sections, **rest, **values})


def _seek(words: str = "", result: Result | None = None, *, wrong: str = "") -> Scene:
    values = {"words": words, "wrong": wrong, "result": result, "search": "/scene/seek"}
    return Scene(template="seeking.html", visitor=AN, values=values)
