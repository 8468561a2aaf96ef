"""The form in which a citizen gives a mandate: what was typed, and the sealed wish that they confirm."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from profile_core.contract import Acting, InvalidError, ids
from profile_core.directory import subjects
from profile_core.kit.keyring import Keyring, SealError
from sso.mandates.give import Wish, check_day

_PURPOSE = "sso mandate form"
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, as it was typed."""

    number: str = field(default="", repr=False)
    called: str = field(default="", repr=False)
    until: str = ""

    @property
    def shortened(self) -> str:
        """Return how the giver calls the other, without spaces around and not longer than is shown."""
        return " ".join(self.called.split())[:_LONGEST]


def typed(form: Mapping[str, object]) -> Typed:
    """Read what was sent."""
    said = {name: str(form.get(name, "")) for name in ("number", "called", "until")}
    return Typed(**said)


def wish(acting: Acting, said: Typed, today: date) -> tuple[Wish | None, dict[str, str]]:
    """Return the wish, or what is wrong with each field by a word of the template."""
    errors: dict[str, str] = {}
    number, day = None, None
    try:
        number = subjects.national(said.number)
    except InvalidError:
        errors["number"] = "number"
    if not said.shortened:
        errors["called"] = "called"
    try:
        day = date.fromisoformat(said.until)
        check_day(day, today)
    except InvalidError as error:
        errors["until"] = error.code.removeprefix("mandate.")
    except ValueError:
        errors["until"] = "day"
    if errors or number is None or day is None:
        return None, errors
    mandate = ids.new_id(acting.citizen.bucket)
    return Wish(id=mandate, number=number, called=said.shortened, valid_until=day), {}


def sealed(keyring: Keyring, acting: Acting, wish: Wish) -> str:
    """Return a wish as the page that asks for confirmation carries it: no number stands there in the open."""
    text = keyring.seal(_PURPOSE, msgspec.json.encode(wish), bound_to=acting.sid.encode())
    return base64.urlsafe_b64encode(text).decode()


def opened(keyring: Keyring, acting: Acting, text: str) -> Wish | None:
    """Return the wish that this session's page showed; any other is None."""
    try:
        plain = keyring.open_sealed(_PURPOSE, base64.urlsafe_b64decode(text), bound_to=acting.sid.encode())
    except (binascii.Error, SealError, ValueError):
        return None
    return msgspec.json.decode(plain, type=Wish)
