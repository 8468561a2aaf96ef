"""Dates as a neighbour says them: ``Tuesday 3 March, 14:00; 2 days ago``, or a bare day: ``3 March 2027``."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta

from profile_core.kit.texts import texts

LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}
_DAY = {"nl": "EEEE d MMMM", "fr": "EEEE d MMMM", "de": "EEEE, d. MMMM", "en": "EEEE d MMMM"}
_CLOCK = {"nl": "HH:mm", "fr": "HH:mm", "de": "HH:mm 'Uhr'", "en": "HH:mm"}
_BARE_DAY = {"nl": "d MMMM y", "fr": "d MMMM y", "de": "d. MMMM y", "en": "d MMMM y"}
_NEAR_DAYS = {
    -1: texts(nl="gisteren", fr="hier", de="gestern", en="yesterday"),
    1: texts(nl="morgen", fr="demain", de="morgen", en="tomorrow"),
}
_JUST_NOW = texts(nl="zonet", fr="à l’instant", de="gerade eben", en="just now")


def in_words(moment: datetime, language: str, *, zone: ZoneInfo, now: datetime) -> str:
    """Say an aware moment as day, time of day and distance from ``now``."""
    local, here = moment.astimezone(zone), now.astimezone(zone)
    clock = format_datetime(local, _CLOCK[language], locale=LOCALES[language])
    then = "\N{NO-BREAK SPACE}; " if language == "fr" else "; "
    return f"{_day(local, here, language)}, {clock}{then}{_distance(local, here, language)}"


def day_in_words(day: date, language: str) -> str:
    """Say a day with its year, for what lasts until then."""
    said = format_date(day, _BARE_DAY[language], locale=LOCALES[language])
    return said.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else said


def _day(local: datetime, here: datetime, language: str) -> str:
    """Say the year only when it is not this one, and in French ``1er`` for the first of a month."""
    pattern = _DAY[language] if local.year == here.year else f"{_DAY[language]} y"
    day = format_datetime(local, pattern, locale=LOCALES[language])
    return day.replace(" 1 ", " 1er ", 1) if language == "fr" else day


def _distance(local: datetime, here: datetime, language: str) -> str:
    """Count within a day by the clock, further by the calendar: what was last night was *yesterday*."""
    days = (local.date() - here.date()).days
    if days in _NEAR_DAYS:
        return _NEAR_DAYS[days].in_language(language)
    gap = timedelta(days=days) if days else local - here
    if abs(gap) < timedelta(minutes=1):
        return _JUST_NOW.in_language(language)
    return format_timedelta(gap, add_direction=True, threshold=1, locale=LOCALES[language])
