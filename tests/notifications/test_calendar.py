"""An appointment as a file: what any calendar reads (RFC 5545), whatever stands in its texts."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from profile_core.contract import calendar

MOMENT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=140)
_MOMENTS = st.integers(946_684_800, 7_258_118_400).map(lambda second: datetime.fromtimestamp(second, UTC))


def event(title: str = "Uw afspraak", **changed: object) -> calendar.Event:
    when = {"starts_at": MOMENT, "ends_at": MOMENT + timedelta(minutes=20), "place": "Loket 7"}
    plain = {"revision": 1, "organiser": "Stad Gent", **when, **changed}
    return calendar.Event(
        id="7@localhost",
        title=title,
        address="http://localhost/me/item/7",
        **plain,  # pyright: ignore[reportArgumentType]
    )


def read(file: bytes) -> dict[str, str]:
    """Read a file as section 3.1 and 3.3.11 say: whole lines by CRLF, unfolded, unescaped."""
    assert file.endswith(b"\r\n")
    lines = file.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 and b"\n" not in line for line in lines)
    unfolded = file.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert unfolded[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert unfolded[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    pairs = [line.partition(":") for line in unfolded]
    names = [name for name, _, _ in pairs if name not in ("BEGIN", "END")]
    assert len(names) == len(set(names))
    plain = {"n": "\n", "N": "\n"}
    return {name: re.sub(r"\\(.)", lambda one: plain.get(one[1], one[1]), value) for name, _, value in pairs}


@given(title=_TEXT, place=_TEXT, begins=_MOMENTS, ends=st.none() | _MOMENTS)
def test_whatever_its_texts_say_they_come_back_as_they_were(
    title: str, place: str, begins: datetime, ends: datetime | None
):
    found = read(calendar.written(event(title, starts_at=begins, ends_at=ends, place=place), MOMENT))
    assert found["SUMMARY"] == title
    assert found.get("LOCATION", "") == place
    assert found["DTSTART"] == begins.strftime("%Y%m%dT%H%M%SZ")
    assert ("DTEND" in found) == (ends is not None)


def test_it_says_who_when_and_where_and_a_later_one_replaces_it():
    found = read(calendar.written(event(revision=3), MOMENT))
    assert (found["UID"], found["SEQUENCE"], found["DESCRIPTION"]) == ("7@localhost", "2", "Stad Gent")
    assert (found["DTSTART"], found["DTEND"]) == ("20261122T153000Z", "20261122T155000Z")
    assert (found["LOCATION"], found["URL"]) == ("Loket 7", "http://localhost/me/item/7")


def test_file_is_exactly_so():
    lines = calendar.written(event("Ja; of nee, \\ dan"), MOMENT).decode().split("\r\n")
    assert "SUMMARY:Ja\\; of nee\\, \\\\ dan" in lines
