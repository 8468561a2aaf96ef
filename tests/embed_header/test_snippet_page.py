"""The page of the snippet: a form for people, read without scripts, with what runs here and nothing else."""

from collections.abc import Callable
from html import unescape

import httpx2
import pytest

from blocks.notifications.block import block as notifications
from embed_header.block import block as header
from profile_core.contract import LANGUAGES
from tests.embed_header.region_of_blocks import Shown
from tests.embed_header.tags import Tags

Open = Callable[..., httpx2.AsyncClient]


@pytest.fixture
def gateway(open_gateway: Open) -> httpx2.AsyncClient:
    return open_gateway(header, notifications, Shown("library").block())


def checked(html: str, name: str) -> list[str | None]:
    return [tag["value"] for tag in Tags(html).found["input"] if tag.get("name") == name and "checked" in tag]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_opens_with_a_snippet_in_its_own_language(gateway: httpx2.AsyncClient, language: str):
    page = await gateway.get("/header/snippet", params={"lang": language})
    pasted = await gateway.get("/header/v1/snippet", params={"language": language})
    assert page.headers["content-language"] == language
    assert pasted.text.strip() in unescape(page.text)
    assert checked(page.text, "language") == [language]
    assert checked(page.text, "tier") == ["2"]


async def test_page_shows_what_the_text_says_and_where_it_came_from(gateway: httpx2.AsyncClient):
    asked = "organisation=Stad+Gent&tier=1&login_url=%2Fin%3Fa%26b&page_fr=%2Ffr%2F"
    page = unescape((await gateway.get(f"/header/snippet?lang=nl&{asked}")).text)
    for kind in ("snippet", "fragment"):
        address = f"https://profile.example.org/header/v1/{kind}?{asked}"
        assert f"<code>{address}</code>" in page
        assert (await gateway.get(address)).text.strip() in page
    assert (
        "<code>script-src https://profile.example.org\nstyle-src https://profile.example.org</code>" in page
    )


async def test_form_offers_the_blocks_that_draw_something_here(gateway: httpx2.AsyncClient):
    first = (await gateway.get("/header/snippet")).text
    assert checked(first, "block") == ["notifications"]
    offered = [tag["value"] for tag in Tags(first).found["input"] if tag.get("name") == "block"]
    assert offered == ["", "notifications"]
    none = (await gateway.get("/header/snippet?block=")).text
    assert checked(none, "block") == []
    assert "citizen-profile aan toe" not in none


async def test_gateway_without_drawing_blocks_offers_none(open_gateway: Open):
    page = await open_gateway(header).get("/header/snippet")
    assert page.status_code == 200
    assert not [tag for tag in Tags(page.text).found["input"] if tag.get("name") == "block"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("login_url", "javascript:alert(1)", "Schrijf een pad van uw site, zoals /login"),
        ("page_de", "de", "Schrijf een pad van uw site, zoals /login"),
        ("organisation", "x" * 101, "Schrijf de naam op één regel"),
        ("tier", "7", "Kies wie burgers aanmeldt."),
        ("language", "es", "Kies een van de vier talen."),
        ("block", "sso", "Kies alleen uit wat hier staat."),
    ],
)
async def test_what_is_wrong_stands_above_and_at_its_field_and_what_was_typed_stays(
    gateway: httpx2.AsyncClient, field: str, value: str, words: str
):
    page = await gateway.get("/header/snippet", params={field: value, "logout_url": "/weg"})
    assert page.status_code == 400
    assert page.text.count(words) == 2
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    assert 'value="/weg"' in page.text
    assert "integrity=" not in unescape(page.text)
    if field not in ("tier", "language", "block"):
        assert f'value="{value}"' in page.text


async def test_markup_that_was_typed_is_text(gateway: httpx2.AsyncClient):
    page = await gateway.get("/header/snippet", params={"organisation": '"><script>alert(1)</script>'})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "script" not in Tags(page.text).found
