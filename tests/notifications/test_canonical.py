"""Two items are the same content exactly when they say the same, whatever the order in which they say it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import assume, given, strategies as st
from msgspec import structs

from blocks.notifications import canonical
from blocks.notifications.check import items, wording
from blocks.notifications.model import Appointment, Value, Wording
from profile_core.contract import LANGUAGES, InvalidError, Text, Texts, contains_number

_WORDS = st.text(st.sampled_from("abcdé{}\"',[]: "), min_size=1, max_size=8).filter(
    lambda one: one.strip() != ""
)
_NAMES = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
_MOMENTS = st.integers(0, 10**8).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
_LATER = _MOMENTS.map(lambda moment: moment.replace(year=2040))
_APPOINTMENTS = st.builds(
    Appointment,
    starts_at=_MOMENTS,
    ends_at=st.none() | _LATER,
    place=st.none() | _WORDS,
    address=st.none() | _WORDS,
)
_VALUES = st.dictionaries(_NAMES, _WORDS, max_size=4).map(
    lambda found: [Value(name=name, value=value) for name, value in found.items()]
)
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "values": _VALUES,
    "link": st.none() | _NAMES.map(lambda name: f"https://gent.be/{name}"),
    "group_id": st.none() | _WORDS,
    "brand": st.none() | _WORDS,
    "valid_from": st.none() | _MOMENTS,
    "expires_at": st.none() | _MOMENTS,
    "deadline": st.none() | _MOMENTS,
    "appointment": st.none() | _APPOINTMENTS,
    "delete_at": st.none() | _MOMENTS,
    "delete_after_days": st.none() | st.integers(1, 3650),
    "version": st.none() | st.integers(0, 2**53 - 1),
    "created_at": st.none() | _MOMENTS.map(lambda moment: moment.replace(year=2020, day=1)),
}


@st.composite
def _texts(draw: st.DrawFn) -> list[Text]:
    languages = draw(st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=3))
    default = draw(st.sampled_from(languages)) if languages else ""
    return [Text(language=one, text=draw(_WORDS), default=one == default) for one in languages]


_FIELDS |= {"title": _texts(), "text": _texts()}
_SAID = st.builds(Wording, **_FIELDS)


def test_every_field_of_an_item_is_tried():
    assert set(_FIELDS) == {field.name for field in structs.fields(Wording)}


@given(said=_SAID, name=st.sampled_from(sorted(_FIELDS)), data=st.data())
def test_any_changed_field_is_other_content(said: Wording, name: str, data: st.DataObject):
    other = data.draw(_FIELDS[name])
    assume(_sorted(other) != _sorted(getattr(said, name)))
    assert _bytes(said) != _bytes(structs.replace(said, **{name: other}))


@given(said=_SAID, data=st.data())
def test_order_of_languages_and_values_and_the_zone_of_a_moment_change_nothing(
    said: Wording, data: st.DataObject
):
    zone = timezone(timedelta(hours=data.draw(st.integers(-12, 12))))
    again = structs.replace(
        said,
        title=data.draw(st.permutations(said.title)),
        text=data.draw(st.permutations(said.text)),
        values=data.draw(st.permutations(said.values)),
        deadline=said.deadline and said.deadline.astimezone(zone),
    )
    assert _bytes(said) == _bytes(again)


@given(parts=st.lists(st.tuples(st.text("ab{}", max_size=4), st.none() | _NAMES)), data=st.data())
def test_a_template_is_its_words_with_values_in_their_places(
    parts: list[tuple[str, str | None]], data: st.DataObject
):
    named = {name for _, name in parts if name is not None}
    values = {name: data.draw(_WORDS) for name in sorted(named)}
    template = "".join(
        words.replace("{", "{{").replace("}", "}}") + ("" if name is None else f"{{{name}}}")
        for words, name in parts
    )
    wanted = "".join(words + ("" if name is None else values[name]) for words, name in parts)
    assert wording.names(template, ()) == named
    filled = wording.filled(Texts((Text(language="nl", text=template),)), values, ("text",), 10_000)
    assert filled.default.text == wanted


@given(st.text("a{}", max_size=8))
def test_any_text_with_braces_is_a_template_or_refused_with_a_reason(text: str):
    try:
        names = wording.names(text, ())
    except InvalidError:
        assert set(text) & set("{}")
        return
    filled = wording.filled(
        Texts((Text(language="nl", text=text),)), dict.fromkeys(names, "x"), ("text",), 100
    )
    assert len(filled.default.text) <= len(text)


@given(
    number=st.sampled_from(["88021400084", "88.02.14-000.84"]),
    between=st.text(" .-/_‐\u00a0", max_size=1),
    at=st.integers(1, 10),
)
def test_a_number_in_any_writing_is_found_in_any_place(number: str, between: str, at: int):
    written = number[:at] + between + number[at:]
    assert contains_number(f"Uw nummer is {written}.")


def _sorted(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return sorted(value, key=lambda one: one.language if isinstance(one, Text) else one.name)


def _bytes(said: Wording) -> bytes:
    """Return what is hashed of an item; what contradicts itself is left out of the test."""
    try:
        return canonical.as_bytes(*canonical.plain(items.content(said, path=(), secure_links=True)))
    except InvalidError:
        assume(False)
        raise
