"""The address says the language, else the browser does, else it is Dutch; no cookie remembers it."""

import pytest
from hypothesis import given, strategies as st
from starlette.requests import Request

from profile_core.kit.texts import LANGUAGES
from profile_core.pages import language


def asked(query: str = "", accept: str | None = None, path: str = "/me") -> Request:
    headers = [] if accept is None else [(b"accept-language", accept.encode("latin-1", "ignore"))]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }
    return Request({**scope, "scheme": "http", "server": ("localhost", 80), "root_path": ""})


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", None, "nl"),
        ("", "", "nl"),
        ("", "fr-BE,fr;q=0.9,nl;q=0.8", "fr"),
        ("", "en;q=0.3, de-AT;q=0.7", "de"),
        ("", "pl, FR;q=0.5", "fr"),
        ("", "fr;q=0, en;q=0.1", "en"),
        ("", "fr;q=much, en", "en"),
        ("", "pl,*;q=0.1", "nl"),
        ("", "fr;q=0", "nl"),
        ("lang=de", "fr", "de"),
        ("lang=xx", "fr", "fr"),
        ("ui_locales=pl+fr-BE+de", "en", "fr"),
        ("lang=en&ui_locales=fr", "de", "en"),
    ],
)
def test_address_wins_over_browser_and_browser_over_default(query: str, accept: str | None, expected: str):
    assert language.chosen(asked(query, accept)) == expected


@given(query=st.text(max_size=60), accept=st.text(max_size=200))
def test_whatever_is_asked_the_answer_is_a_language_of_ours(query: str, accept: str):
    assert language.chosen(asked(f"lang={query}".encode("ascii", "ignore").decode(), accept)) in LANGUAGES


def test_choice_in_the_address_goes_along_to_other_pages_of_ours():
    assert language.carried(asked("lang=fr"), "/me") == "/me?lang=fr"
    assert language.carried(asked("lang=fr"), "/me?after=x") == "/me?after=x&lang=fr"
    assert language.carried(asked(accept="fr"), "/me") == "/me"
    assert language.carried(asked("lang=%22onload"), "/me") == "/me"


def test_switch_stays_on_the_same_page_with_its_filters():
    found = language.switches(asked("after=x&lang=nl"))
    assert [code for code, _, _ in found] == list(LANGUAGES)
    assert found[1] == ("fr", "Français", "/me?after=x&lang=fr")


def test_switch_hands_no_authorization_code_on():
    found = language.switches(asked("code=secret&state=s"))
    assert found[1] == ("fr", "Français", "/me?state=s&lang=fr")
