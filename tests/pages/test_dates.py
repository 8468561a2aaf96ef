"""Dates as a neighbour says them, in Brussels' time whatever the clock of the machine says."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from profile_core.kit.texts import LANGUAGES
from profile_core.pages.dates import day_in_words, in_words

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)


def said(moment: datetime, language: str = "en", now: datetime = NOW) -> str:
    return in_words(moment, language, zone=BRUSSELS, now=now)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "dinsdag 3 maart, 14:00; 2 dagen geleden"),
        ("fr", "mardi 3 mars, 14:00\N{NO-BREAK SPACE}; il y a 2 jours"),
        ("de", "Dienstag, 3. März, 14:00 Uhr; vor 2 Tagen"),
        ("en", "Tuesday 3 March, 14:00; 2 days ago"),
    ],
)
def test_day_time_and_distance_are_said_in_each_language(language: str, words: str):
    assert said(datetime(2026, 3, 3, 13, 0, tzinfo=UTC), language) == words


@pytest.mark.parametrize(
    ("gap", "ending"),
    [
        (timedelta(seconds=-20), "; just now"),
        (timedelta(minutes=-5), "; 5 minutes ago"),
        (timedelta(hours=-3), "; 3 hours ago"),
        (timedelta(hours=3), "; in 3 hours"),
        (timedelta(hours=-15), "; yesterday"),
        (timedelta(hours=11), "; tomorrow"),
        (timedelta(days=2), "; in 2 days"),
        (timedelta(days=-13), "; 2 weeks ago"),
    ],
)
def test_distance_counts_by_the_clock_within_a_day_and_by_the_calendar_beyond(gap: timedelta, ending: str):
    assert said(NOW + gap).endswith(ending)


def test_two_nights_away_is_two_days_even_within_36_hours():
    dawn = datetime(2026, 3, 5, 5, 0, tzinfo=UTC)
    assert said(dawn - timedelta(hours=31), now=dawn).endswith("; 2 days ago")


def test_year_is_said_when_it_is_another_one():
    assert said(datetime(2025, 12, 31, 11, 0, tzinfo=UTC)).startswith("Wednesday 31 December 2025, 12:00")
    assert said(datetime(2025, 12, 31, 11, 0, tzinfo=UTC), "de").startswith("Mittwoch, 31. Dezember 2025, ")


def test_summer_and_winter_are_told_apart():
    assert "14:00" in said(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    assert "13:00" in said(datetime(2026, 1, 15, 12, 0, tzinfo=UTC))


def test_french_says_the_first_of_a_month_as_an_ordinal():
    assert said(datetime(2026, 3, 1, 9, 0, tzinfo=UTC), "fr").startswith("dimanche 1er mars, 10:00")
    assert said(datetime(2026, 3, 11, 9, 0, tzinfo=UTC), "fr").startswith("mercredi 11 mars, 10:00")


@given(gap=st.timedeltas(timedelta(days=-9000), timedelta(days=9000)), language=st.sampled_from(LANGUAGES))
def test_every_moment_has_words_without_abbreviations(gap: timedelta, language: str):
    words = said(NOW + gap, language)
    after_day_number = words.replace(". ", " ", 1) if language == "de" else words
    assert "." not in after_day_number
    assert re.search(r"\d{2}:\d{2}", words)


def test_day_until_which_something_lasts_has_its_year():
    days = {language: day_in_words(date(2027, 1, 1), language) for language in LANGUAGES}
    assert days == {
        "nl": "1 januari 2027",
        "fr": "1er janvier 2027",
        "de": "1. Januar 2027",
        "en": "1 January 2027",
    }
    assert day_in_words(date(2027, 1, 11), "fr") == "11 janvier 2027"
