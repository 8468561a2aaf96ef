"""The inbox in its views, a search, and single notifications of each kind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from blocks.notifications.model import Appointment, Counts
from blocks.notifications.pages.searching import Sender
from blocks.notifications.pages.shown import Item
from profile_core.contract import Silent
from profile_core.kit import clock
from profile_core.kit.texts import Texts, texts
from tests.pages.scene import AALST, AN, BAKERY, GENT, Scene

PERMIT = texts(
    nl="Uw parkeervergunning loopt af",
    fr="Votre carte de stationnement expire bientôt",
    de="Ihr Parkausweis läuft ab",
    en="Your parking permit is about to end",
)
PERMIT_TEXT = texts(
    nl="Uw vergunning voor bewoners is nog één maand geldig.\nWilt u ze houden? Vraag dan nu een nieuwe aan.",
    fr="Votre carte de riverain est encore valable un mois.\nVous voulez la garder ? Demandez-en une nouvelle.",
    de="Ihr Bewohnerausweis gilt noch einen Monat.\nMöchten Sie ihn behalten? Beantragen Sie jetzt einen neuen.",
    en="Your resident’s permit is valid for one more month.\nWould you like to keep it? Ask for a new one now.",
)
DUTCH_ONLY = texts(nl="Afspraak bevestigd: identiteitskaart afhalen in het stadskantoor aan de Botermarkt")
PASSPORT = texts(
    nl="Uw afspraak voor een nieuw paspoort",
    fr="Votre rendez-vous pour un nouveau passeport",
    de="Ihr Termin für einen neuen Reisepass",
    en="Your appointment for a new passport",
)
PASSPORT_TEXT = texts(
    nl="Breng uw oude paspoort en een recente foto mee.",
    fr="Apportez votre ancien passeport et une photo récente.",
    de="Bringen Sie Ihren alten Reisepass und ein aktuelles Foto mit.",
    en="Bring your old passport and a recent photograph.",
)
LINK = "https://stad.gent/nl/mobiliteit/parkeren/een-parkeervergunning-aanvragen"
INBOX, ITEM, SEARCH = (f"notifications/{name}.html" for name in ("inbox", "item", "search"))
NOTHING: dict[str, str] = dict.fromkeys(("words", "sender", "since", "until", "archived", "after"), "")


def item(title: Texts = PERMIT, text: Texts = PERMIT_TEXT, **changed: Any) -> Item:
    """Return one that came three hours ago."""
    plain = Item(
        id="x",
        path="/scene/item",
        sender=GENT,
        brand="",
        title=title,
        text=text,
        link=LINK,
        date=clock.now() - timedelta(hours=3),
        unread=True,
        archived=False,
        task="",
        deadline=None,
        done_at=None,
        appointment=None,
        place=(),
        past=False,
        withheld=False,
    )
    return replace(plain, **changed)


def inbox_scenes() -> dict[str, Scene]:
    """Return them by name."""
    now = clock.now()
    task = item(date=now - timedelta(days=2), task="new", deadline=now + timedelta(days=5))
    overdue = item(date=now - timedelta(days=30), task="expired", deadline=now - timedelta(days=1))
    done = item(unread=False, task="done", deadline=now + timedelta(days=5), done_at=now - timedelta(hours=1))
    read = item(DUTCH_ONLY, DUTCH_ONLY, date=now - timedelta(days=400), sender=AALST, unread=False, link="")
    passport = _appointment(hours=75)
    over = replace(_appointment(hours=-75), past=True, unread=False, appointment=_when(-75))
    letter = item(sender=AALST)
    archived = replace(read, archived=True)
    return {
        "inbox": _inbox([letter, done, read], first=[passport, task], unread=3, to_do=1, archived=2),
        "inbox-many": _inbox(
            [letter, overdue, over, read] * 5,
            first=[passport, task, replace(task, deadline=None)],
            visitor=BAKERY,
            more_to_do=True,
            unread=100,
            to_do=100,
            archived=100,
            older="/me/inbox?after=x",
            newest="/me/inbox",
        ),
        "inbox-read": _inbox([read], archived=1, said="read"),
        "inbox-empty": _inbox([]),
        "inbox-unread": _inbox([letter], view="unread", unread=1),
        "inbox-unread-none": _inbox([], view="unread", archived=2),
        "inbox-appointments": _inbox([passport, over], view="appointments", unread=1),
        "inbox-appointments-none": _inbox([], view="appointments"),
        "inbox-archive": _inbox([archived], view="archive", archived=1, said="archive"),
        "inbox-archive-none": _inbox([], view="archive"),
        "item-plain": _item(read, visitor=BAKERY),
        "item-appointment": _item(replace(passport, unread=False, brand="Dienst Burgerzaken")),
        "item-appointment-past": _item(over),
        "item-archived": _item(archived),
        **_tasks(task, overdue, done),
        **_silent(letter, read),
        **_searches([letter, read]),
    }


def _tasks(task: Item, overdue: Item, done: Item) -> dict[str, Scene]:
    return {
        "inbox-to-do": _inbox([task, replace(task, deadline=None)], view="to_do", to_do=2),
        "inbox-to-do-none": _inbox([], view="to_do", archived=2),
        "item": _item(task),
        "item-overdue": _item(overdue),
        "item-done": _item(done),
    }


def _silent(letter: Item, read: Item) -> dict[str, Scene]:
    """Return what is seen of senders that keep what they have, and do not answer."""
    now = clock.now()
    withheld = replace(letter, withheld=True, link="")
    away = Silent(sender=AALST, state="away", since=now - timedelta(minutes=40), as_of=None)
    stale = replace(away, sender=GENT, state="stale", as_of=now - timedelta(minutes=2))
    pending, refused = replace(away, state="pending"), replace(away, state="no_consent")
    return {
        "inbox-source-away": _inbox([withheld, read], sources=[away], unread=1),
        "inbox-sources-away": _inbox([read], sources=[away, stale, pending, refused], older="/x", late=True),
        "item-withheld": _item(withheld),
    }


def _searches(found: list[Item]) -> dict[str, Scene]:
    typed = {**NOTHING, "words": "parkeervergunning", "since": "2026-01-01"}
    wrong = {**NOTHING, "words": "x" * 101, "since": "gisteren"}
    return {
        "search": _search(NOTHING),
        "search-found": _search(typed, items=found, searched=True, more="x"),
        "search-none": _search(typed, searched=True),
        "search-wrong": _search(wrong, wrong={"words": "long", "since": "date"}),
    }


def _appointment(*, hours: int) -> Item:
    return item(
        PASSPORT,
        PASSPORT_TEXT,
        appointment=_when(hours),
        place=("Stadskantoor, loket 7", "Woodrow Wilsonplein 1, 9000 Gent"),
        link="",
    )


def _when(hours: int) -> Appointment:
    begins = clock.now() + timedelta(hours=hours)
    return Appointment(starts_at=begins, ends_at=begins + timedelta(minutes=20))


def _inbox(items: list[Item], **changed: Any) -> Scene:
    counts = Counts(**{name: changed.pop(name, 0) for name in ("unread", "to_do", "archived")})
    values = {
        "first": [],
        "more_to_do": False,
        "view": "all",
        "older": "",
        "late": False,
        "newest": "",
        "said": "",
        "sources": (),
    }
    visitor = changed.pop("visitor", AN)
    shown = {"items": items, "counts": counts, "shown_at": clock.rfc3339(clock.now())}
    return Scene(template=INBOX, visitor=visitor, values={**values, **shown, **changed})


def _item(shown: Item, visitor: Any = AN) -> Scene:
    return Scene(template=ITEM, visitor=visitor, values={"item": shown})


def _search(typed: dict[str, str], **changed: Any) -> Scene:
    senders = [Sender(id="1", name=AALST), Sender(id="2", name=GENT)]
    values = {
        "sources": (),
        "items": (),
        "searched": False,
        "more": "",
        "wrong": {},
        "senders": senders,
        "typed": typed,
    }
    return Scene(template=SEARCH, visitor=AN, values={**values, **changed})
