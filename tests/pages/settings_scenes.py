"""The pages on which a citizen says how to be reached, in every state."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from blocks.notifications.model import Choice
from blocks.notifications.one_click import Kind
from blocks.notifications.settings_pages import ShownAddress, ShownSender
from blocks.notifications.wishes import OfType, Wish
from profile_core.kit.texts import Texts, texts
from tests.pages.scene import AALST, AN, BAKERY, GENT, Scene

ID = UUID("01994c1e-77ab-7000-8000-00000000002a")
LONG = "marie-christine.vandenberghe-van.cauwenbergh@boekhouding.bakkerij-de-gouden-krakeling.example.org"
MAIL = texts(nl="E-mail", fr="E-mail", de="E-Mail", en="E-mail")
PUSH = texts(nl="Melding op dit toestel", fr="Notification", de="Benachrichtigung", en="Notification")
SMS, APP, LETTER = [
    texts(nl=f"Rechtstreeks van de afzender: {code}", en=f"Directly from the sender: {code}")
    for code in ("sms", "app", "letter")
]
PARKING = texts(nl="Parkeerkaart", fr="Carte de stationnement", de="Parkausweis", en="Parking permit")
FEES = texts(nl="Retributie voor het gebruik van de openbare weg en van het openbaar domein")
GROUND = "decreet van 22 december 2017 over het lokaal bestuur, artikel 288"


def wish(
    channel: str = "email",
    label: Texts = MAIL,
    chosen: Choice | None = None,
    counts: Choice = Choice.ON,
    *,
    mandatory: bool = False,
) -> Wish:
    return Wish(
        channel=channel,
        label=label,
        digests=channel == "email",
        chosen=chosen,
        counts=counts,
        mandatory=mandatory,
    )


def address(state: str, text: str = "an.peeters@example.org") -> ShownAddress:
    return ShownAddress(id=ID, text=text, state=state)


def settings_scenes() -> dict[str, Scene]:
    """Return them by name."""
    return _overview() | _forms() | _senders() | _unsubscribe()


def _overview() -> dict[str, Scene]:
    def shown(done: str = "", visitor: Any = AN, **values: Any) -> Scene:
        senders = [ShownSender(path="/me/settings/choices/x", name=name) for name in (GENT, AALST)]
        both = [wish(chosen=Choice.DAILY, counts=Choice.DAILY), wish("web_push", PUSH)]
        said = {"addresses": [], "mail": True, "general": both, "senders": senders, "done": done}
        return Scene(template="notifications/settings.html", visitor=visitor, values={**said, **values})

    return {
        "settings": shown(addresses=[address("counts")]),
        "settings-new": shown(senders=[]),
        "settings-waits": shown(addresses=[address("waits", LONG), address("counts")], visitor=BAKERY),
        "settings-failed": shown(addresses=[address("failed")]),
        "settings-no-mail": shown(mail=False, general=[]),
        **{
            f"settings-{done}": shown(done, addresses=[address("counts")])
            for done in ("verified", "removed", "chosen")
        },
    }


def _forms() -> dict[str, Scene]:
    def form(typed: str = "", error: str = "", replaces: str = "") -> Scene:
        values = {"typed": typed, "error": error, "replaces": replaces}
        return Scene(template="notifications/settings_email.html", visitor=AN, values=values)

    def code(error: str = "", *, again: bool = False, text: str = "an.peeters@example.org") -> Scene:
        values = {"address": address("waits", text), "error": error, "again": again}
        return Scene(template="notifications/settings_code.html", visitor=AN, values=values)

    remove = {"address": address("counts", LONG)}
    return {
        "email": form(replaces=LONG),
        "email-malformed": form("an at example", "malformed"),
        "email-too-often": form("an@example.org", "too_often"),
        "code": code(text=LONG),
        "code-again": code(again=True),
        **{f"code-{error.replace('_', '-')}": code(error) for error in ("wrong", "over", "too_often")},
        "remove": Scene(template="notifications/settings_remove.html", visitor=AN, values=remove),
    }


def _senders() -> dict[str, Scene]:
    types = (
        OfType(
            id=ID, name=PARKING, legal_basis=None, wishes=(wish(chosen=Choice.OFF), wish("web_push", PUSH))
        ),
        OfType(id=UUID(int=1), name=FEES, legal_basis=GROUND, wishes=(wish(mandatory=True),)),
        OfType(id=UUID(int=2), name=PARKING, legal_basis=None, wishes=()),
    )
    wishes = (wish(), wish("web_push", PUSH))
    sender = ShownSender(path="/me/settings/choices/x", name=GENT, wishes=wishes, types=types)
    wider = {"email": Choice.DAILY, "web_push": Choice.OFF}

    def shown(*, done: bool) -> Scene:
        values = {"sender": sender, "wider": wider, "done": done}
        return Scene(template="notifications/settings_sender.html", visitor=AN, values=values)

    own = (
        replace(wish("own:sms", SMS), alone=True),
        replace(wish("own:app", APP), follows=MAIL),
        wish("own:letter", LETTER, mandatory=True),
    )
    direct = OfType(id=ID, name=PARKING, legal_basis=GROUND, wishes=own)
    values = {"sender": replace(sender, types=[direct]), "wider": wider, "done": False}
    return {
        "settings-sender": shown(done=False),
        "settings-sender-chosen": shown(done=True),
        "settings-sender-own": Scene(
            template="notifications/settings_sender.html", visitor=AN, values=values
        ),
    }


def _unsubscribe() -> dict[str, Scene]:
    def shown(**values: Any) -> Scene:
        said = {"action": "/x", "kinds": [parking], "done": False, "mandatory": False, "legal_basis": None}
        return Scene(template="notifications/unsubscribe.html", values={**said, **values})

    parking = Kind(name=PARKING, sender=GENT)
    several = [parking, Kind(name=FEES, sender=GENT), Kind(name=PARKING, sender=AALST)]
    return {
        "unsubscribe": shown(),
        "unsubscribe-several": shown(kinds=several),
        "unsubscribe-done": shown(done=True),
        "unsubscribe-done-several": shown(kinds=several, done=True),
        "unsubscribe-mandatory": shown(kinds=[], mandatory=True, legal_basis=GROUND),
        "unsubscribe-void": shown(kinds=[]),
    }
