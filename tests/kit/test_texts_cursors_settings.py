import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from profile_core.kit import cursors
from profile_core.kit.errors import InvalidError
from profile_core.kit.settings import Settings
from profile_core.kit.texts import Text, as_json, checked, from_json, texts


def test_a_missing_language_falls_back_to_the_default():
    parking = texts(nl="Parkeren", fr="Stationnement")

    assert parking.in_language("fr") == "Stationnement"
    assert parking.in_language("de") == "Parkeren"
    assert from_json(as_json(parking)) == parking


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([Text(language="es", text="x")], "texts.language"),
        ([Text(language="nl", text="a", default=True), Text(language="nl", text="b")], "texts.twice"),
        ([Text(language="nl", text="a"), Text(language="fr", text="b")], "texts.default"),
        ([Text(language="nl", text=" ")], "texts.empty"),
        ([Text(language="nl", text="x" * 11)], "texts.too_long"),
        ([], "texts.default"),
    ],
)
def test_texts_that_cannot_be_used_name_the_trouble(items: list[Text], code: str):
    with pytest.raises(InvalidError) as refused:
        checked(items, longest=10)
    assert refused.value.code == code


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_a_cursor_is_read_back_as_it_was_written(parts: list[str]):
    assert list(cursors.decode(cursors.encode(tuple(parts)), 3)) == parts


@given(st.text())
def test_an_invented_cursor_is_refused_and_nothing_else_breaks(invented: str):
    with pytest.raises(InvalidError):
        cursors.decode(invented, 3)


def test_production_insists_on_https():
    with pytest.raises(ValidationError, match="https"):
        Settings(environment="production", public_url="http://profile.example.org")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("wrong", ["profile.example.org", "https://x.example/path", "ftp://x.example"])
def test_the_public_address_is_an_origin(wrong: str):
    with pytest.raises(ValidationError, match="origin"):
        Settings(public_url=wrong)
