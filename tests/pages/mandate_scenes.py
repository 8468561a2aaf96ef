"""The pages of mandates in every state."""

from datetime import date
from typing import Any

from sso.mandates.form import Typed
from sso.mandates.give import MOST_A_DAY, MOST_OPEN
from sso.mandates.showing import LIST, SWITCH, Shown
from tests.pages.scene import AN, BAKERY, Scene

NUMBER, LATEST = "83.07.19-000.58", date(2031, 11, 22)
LONG_NAME = "Marie-Christine Vandenberghe-Van Cauwenbergh"
NOTHING: dict[str, Any] = {"waiting": (), "given": (), "held": (), "over": ()}
TYPED = Typed(number=NUMBER, called="Katarzyna", until="2027-12-31")


def mandate(state: str, *, is_giver: bool, name: str = "Jozef Claes", closed_as: str = "") -> Shown:
    return Shown(
        path=f"{LIST}/01994c1e77ab7000800000000000002a",
        name=name,
        valid_until=date(2027, 12, 31),
        state=state,
        closed_as=closed_as,
        is_giver=is_giver,
    )


def mandate_scenes() -> dict[str, Scene]:
    """Return them by name."""
    return _lists() | _one() | _giving()


def _lists() -> dict[str, Scene]:
    def listed(done: str = "", found: dict[str, Any] = NOTHING) -> Scene:
        values = {**found, "done": done, "give": f"{LIST}/give", "switch": SWITCH}
        return Scene(template="sso/mandates.html", visitor=AN, values=values)

    many = {
        "waiting": [mandate("waiting", is_giver=False, name=LONG_NAME)],
        "given": [mandate("waiting", is_giver=True, name="ons Katarzyna"), mandate("active", is_giver=True)],
        "held": [mandate("active", is_giver=False)],
        "over": [
            mandate("declined", is_giver=True),
            mandate("expired", is_giver=False),
            mandate("ended", is_giver=True, closed_as="giver"),
            mandate("ended", is_giver=True, closed_as="holder", name=LONG_NAME),
        ],
    }
    done = ("given", "accepted", "declined", "ended", "late")
    return {
        "mandates": listed(found=many),
        "mandates-none": listed(),
        **{f"mandates-{word}": listed(word, many) for word in done},
        "mandates-other": Scene(
            template="sso/mandates_other.html", visitor=BAKERY, values={"switch": SWITCH}
        ),
    }


def _one() -> dict[str, Scene]:
    def one(template: str, shown: Shown) -> Scene:
        values = {"mandate": shown, "back": LIST, "switch": SWITCH}
        return Scene(template=f"sso/{template}.html", visitor=AN, values=values)

    return {
        "mandate-asked": one("mandate", mandate("waiting", is_giver=False, name=LONG_NAME)),
        "mandate-waits": one("mandate", mandate("waiting", is_giver=True)),
        "mandate-given": one("mandate", mandate("active", is_giver=True)),
        "mandate-held": one("mandate", mandate("active", is_giver=False)),
        "mandate-over": one("mandate", mandate("ended", is_giver=False, closed_as="giver")),
        "mandate-withdraw": one("mandate_end", mandate("waiting", is_giver=True)),
        "mandate-end-given": one("mandate_end", mandate("active", is_giver=True)),
        "mandate-end-held": one("mandate_end", mandate("active", is_giver=False)),
    }


def _giving() -> dict[str, Scene]:
    def form(typed: Typed = TYPED, **errors: str) -> Scene:
        values = {
            "typed": typed,
            "errors": errors,
            "latest": LATEST,
            "most": MOST_OPEN,
            "most_a_day": MOST_A_DAY,
        }
        paths = {"action": f"{LIST}/give", "back": LIST}
        return Scene(template="sso/mandate_give.html", visitor=AN, values={**values, **paths})

    confirm = {
        "called": LONG_NAME,
        "number": NUMBER,
        "valid_until": date(2027, 12, 31),
        "sealed": "c2VhbGVk",
        "action": f"{LIST}/give",
    }
    about_number = ("oneself", "synthetic", "open", "too_many", "too_many_today")
    return {
        "mandate-give": form(Typed()),
        "mandate-give-empty": form(Typed(), called="called", number="number", until="day"),
        "mandate-give-late": form(until="late"),
        "mandate-give-past": form(until="past"),
        **{f"mandate-give-{word}": form(number=word) for word in about_number},
        "mandate-confirm": Scene(template="sso/mandate_confirm.html", visitor=AN, values=confirm),
    }
