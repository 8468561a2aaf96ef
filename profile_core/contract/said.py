"""Texts, moments and addresses by themselves, wherever they stand."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from profile_core.directory import recipients
from profile_core.kit import clock
from profile_core.kit.errors import InvalidError
from profile_core.kit.redaction import contains_number, numbers_in
from profile_core.kit.texts import Text, Texts, checked as checked_texts, is_visible

LONGEST_TITLE = 140
LONGEST_TEXT = 300
_LONGEST_LINK = 2000
_YEARS = (2000, 2200)
_AHEAD = timedelta(minutes=5)
"""As far as a provider's clock may run before ours."""
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that are none, line ends, halves of one, and what turns the order of what follows around (UAX 9, 2)."""

Path = tuple[str, ...]


def texts(items: Sequence[Text], path: Path, longest: int, *, lines: bool = False) -> Texts:
    """Check texts; only where ``lines`` says so may one run over several lines."""
    checked = checked_texts(items, path=path, longest=longest)
    for text in checked.items:
        no_number(text.text, path)
        no_control(text.text.replace("\n", "") if lines else text.text, f"The text in {text.language}", path)
    return checked


def no_number(text: str, path: Path) -> None:
    """Refuse a national number, in any formatting."""
    if contains_number(text):
        message = "A national number may not stand in any text. Leave it out."
        raise InvalidError("text.national_number", message, path=path)


def not_theirs(identifier: str | None, to: recipients.To, path: Path) -> None:
    """Refuse an id that holds the recipient's own number; where we do not know that, any national number.

    One in a hundred of a provider's own numbers of eleven digits looks like a national number: those stay sound.
    """
    held = numbers_in(identifier) if identifier else ()
    if held and (not isinstance(to, recipients.Number) or to.digits in held):
        message = "A national number may not stand in an id. Use another, or write a letter among its digits."
        raise InvalidError("text.national_number", message, path=path)


def no_control(text: str, what: str, path: Path) -> None:
    """Refuse characters that are none, line ends, and those by which a text shows itself as another."""
    if not text.isprintable() and (found := _CONTROL.search(text)):
        message = f"{what} holds the control character U+{ord(found[0]):04X}. Leave it out."
        raise InvalidError("text.control", message, path=path)


def line(text: str | None, code: str, path: Path, longest: int, what: str) -> str | None:
    """Check one line of text, if there is one; ``what`` names it in the error."""
    if text is not None:
        identifier(text, code, path, longest, what)
        no_number(text, path)
    return text


def identifier(text: str | None, code: str, path: Path, longest: int, what: str) -> str | None:
    """Check an id of the provider's own, if there is one: a line that may look like a national number."""
    if text is None:
        return None
    if not is_visible(text) or len(text) > longest:
        raise InvalidError(code, f"Give {what} in 1 to {longest} characters, or leave it out.", path=path)
    no_control(text, "It", path)
    return text


def moment(value: datetime, code: str, path: Path) -> datetime:
    """Check a moment; return it in UTC.

    One without a zone is refused (RFC 3339, 5.6): we would guess, and a deadline lie a day too early.
    """
    _zoned(value, code, path)
    if not _YEARS[0] <= value.year <= _YEARS[1]:
        raise InvalidError(code, f"Give a moment between {_YEARS[0]} and {_YEARS[1]}.", path=path)
    return clock.as_utc(value)


def past(value: datetime, code: str, path: Path) -> datetime:
    """Check a moment that has been, give or take five minutes; return it in UTC."""
    checked = moment(value, code, path)
    if checked > clock.now() + _AHEAD:
        raise InvalidError(code, "This moment is still to come. Set your clock, or leave it out.", path=path)
    return checked


def bound(value: datetime | None, path: Path) -> datetime | None:
    """Check a moment by which a list is narrowed down, if there is one; return it in UTC.

    Programs write "always" and "never" in many ways: what lies beyond the calendar is its end.
    """
    if value is None:
        return None
    _zoned(value, "filter.moment", path)
    try:
        return clock.as_utc(value)
    except OverflowError:
        return _FIRST if value.year == 1 else _LAST


def address(text: str | None, code: str, path: Path, *, secure: bool) -> str | None:
    """Check an address of the web, if there is one; ``secure`` takes none but https."""
    if text is None:
        return None
    no_number(text, path)
    if "%" in text:
        no_number(unquote(text), path)
    if len(text) > _LONGEST_LINK or not _is_address(text, ("https",) if secure else ("https", "http")):
        message = "Give a whole address that begins with https:// and names no user."
        raise InvalidError(code, message, path=path)
    return text


def _zoned(value: datetime, code: str, path: Path) -> None:
    if value.tzinfo is None:
        message = "Say in which time zone: 2027-03-31T17:00:00+02:00, or 2027-03-31T15:00:00Z."
        raise InvalidError(code, message, path=path)


def _is_address(link: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    plain = link.isascii() and link.isprintable() and " " not in link and "\\" not in link
    return plain and parts.scheme in schemes and bool(host) and "@" not in parts.netloc
