"""A template, values and a request become a page; what a block brings joins, and replaces nothing of ours."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from profile_core.kit import clock
from profile_core.kit.texts import texts
from profile_core.pages.render import Pages, Visitor
from tests.pages.gallery import NAVIGATION, application, scenes
from tests.pages.scene import AN


def request(path: str = "/", query: str = "", method: str = "GET") -> Request:
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": []}
    return Request({**scope, "scheme": "http", "server": ("localhost", 80), "root_path": ""})


def body(response) -> str:
    return bytes(response.body).decode()


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """Give the folder of a stranger's block, with a text in Dutch and French only."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale").mkdir()
    page = '{% extends "base.html" %}{% block main %}<h1>{{ _("acme.hello") }}, {{ who }}</h1>{% endblock %}'
    (tmp_path / "templates/hello.html").write_text(page)
    (tmp_path / "templates/base.html").write_text("replaced")
    for code, word in (("nl", "Dag"), ("fr", "Bonjour")):
        (tmp_path / f"locale/{code}.po").write_text(
            f'msgid "acme.hello"\nmsgstr "{word}"\n\nmsgid "brand.name"\nmsgstr "Acme"\n'
        )
    return tmp_path


@pytest.fixture
def pages(block: Path) -> Pages:
    return Pages(public_url="http://localhost:8400", folders={"acme": block}, navigation=NAVIGATION)


def test_block_brings_its_own_templates_and_texts(pages: Pages):
    assert "<h1>Bonjour, An</h1>" in body(pages.page(request(query="lang=fr"), "acme/hello.html", who="An"))


def test_language_that_a_block_lacks_falls_back_to_its_dutch(pages: Pages):
    shown = body(pages.page(request(query="lang=de"), "acme/hello.html", who="An"))
    assert "<h1>Dag, An</h1>" in shown
    assert "Abmelden" not in shown
    assert "Mein Profil" in shown


def test_block_replaces_neither_our_templates_nor_our_texts(pages: Pages):
    shown = body(pages.page(request(), "acme/hello.html", who="An"))
    assert "replaced" not in shown
    assert "Acme" not in shown
    assert "<main" in shown


def test_values_are_text_and_never_markup(pages: Pages):
    shown = body(pages.page(request(), "acme/hello.html", who="<script>alert(1)</script>"))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_value_inside_a_translated_text_is_never_markup():
    pages = Pages(public_url="http://localhost")
    visitor = Visitor(name="An", role="<b>bv</b> 100%", logout_path="/x")
    assert "voor &lt;b&gt;bv&lt;/b&gt; 100%" in body(pages.page(request(), "landing.html", visitor=visitor))


def test_forgotten_value_is_an_error_and_no_empty_spot(pages: Pages):
    with pytest.raises(UndefinedError):
        pages.page(request(), "acme/hello.html")


def test_text_in_another_language_says_which(tmp_path: Path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.html").write_text("{{ words|in_language }}")
    pages = Pages(public_url="http://localhost", folders={"acme": tmp_path})
    words = texts(nl="Afspraak & kaart", fr="Rendez-vous")
    assert body(pages.page(request(query="lang=fr"), "acme/a.html", words=words)) == "Rendez-vous"
    english = body(pages.page(request(query="lang=en"), "acme/a.html", words=words))
    assert english == '<span lang="nl">Afspraak &amp; kaart</span>'


def test_moment_is_machine_readable_too(tmp_path: Path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.html").write_text("{{ moment|in_words }}")
    pages = Pages(public_url="http://localhost", folders={"acme": tmp_path})
    moment = clock.now() - timedelta(days=1)
    shown = body(pages.page(request(query="lang=en"), "acme/a.html", moment=moment))
    assert shown.startswith(f'<time datetime="{clock.rfc3339(moment)}">')
    assert shown.endswith("; yesterday</time>")


def test_navigation_stands_only_before_who_is_logged_in_and_marks_where_they_are(pages: Pages):
    assert "Parkeren" not in body(pages.error(request(), 404))
    inside = body(pages.page(request("/scene/inbox"), "acme/hello.html", visitor=AN, who="An"))
    assert '<a href="/scene/inbox" aria-current="page">Berichten</a>' in inside
    below = body(pages.page(request("/scene/inbox/7"), "acme/hello.html", visitor=AN, who="An"))
    assert '<a href="/scene/inbox" aria-current="true">Berichten</a>' in below


def test_navigation_marks_one_entry_also_where_one_address_lies_below_another(tmp_path: Path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.html").write_text('{% extends "base.html" %}')
    entries = [(texts(nl="Berichten"), "/me"), (texts(nl="Aanmeldingen"), "/me/sessions")]
    pages = Pages(public_url="http://localhost", folders={"acme": tmp_path}, navigation=entries)
    for path, marked in (("/me", "/me"), ("/me/item/7", "/me"), ("/me/sessions", "/me/sessions")):
        shown = body(pages.page(request(path), "acme/a.html", visitor=AN))
        assert re.findall(r'<li><a href="(/me[^"]*)" aria-current', shown) == [marked], path


def test_navigation_of_one_entry_is_left_out():
    pages = Pages(public_url="http://localhost", navigation=NAVIGATION[:1])
    assert "cp-beside" not in body(pages.page(request(), "landing.html", visitor=AN))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Deze aanvraag klopt niet"),
        (403, "Dit is niet voor u zichtbaar"),
        (404, "Wij vinden deze pagina niet"),
        (413, "Deze aanvraag klopt niet"),
        (500, "Er ging bij ons iets mis"),
        (502, "Er ging bij ons iets mis"),
        (503, "Wij zijn even niet bereikbaar"),
    ],
)
def test_error_keeps_its_status_and_says_what_to_do(pages: Pages, status: int, words: str):
    answer = pages.error(request("/me"), status, correlation_id="0199-4c1e")
    assert answer.status_code == status
    assert f"<h1>{words}</h1>" in body(answer)
    assert "<code>0199-4c1e</code>" in body(answer)


def test_trying_again_is_offered_only_where_it_can_help_and_does_nothing_twice(pages: Pages):
    assert 'href="/me?lang=nl">Opnieuw proberen' in body(pages.error(request("/me", "lang=nl"), 503))
    assert "Opnieuw proberen" not in body(pages.error(request("/me", method="POST"), 503))
    assert "Opnieuw proberen" not in body(pages.error(request("/me"), 404))


def test_what_is_not_there_is_offered_in_another_role(pages: Pages):
    bakery = replace(AN, role="Bakkerij De Krakeling", login_path="/sso/login")
    shown = body(pages.error(request("/me/item/7", "lang=nl"), 404, visitor=bakery))
    assert "U kijkt nu voor Bakkerij De Krakeling." in shown
    back = "return_to=/me/item/7&amp;lang=nl"
    assert f'href="/sso/login?prompt=select_account&amp;{back}">Kies een andere rol' in shown
    assert "Kies een andere rol" not in body(pages.error(request("/me/item/7"), 503, visitor=bakery))
    assert "Kies een andere rol" not in body(pages.error(request("/me/item/7"), 404))


def test_gallery_shows_every_template():
    shown = {scene.template for scene in scenes().values()}
    root = Path(__file__).parents[2]
    ours = {path.name for path in (root / "profile_core/pages/templates").glob("*.html")}
    theirs = {f"sso/{path.name}" for path in (root / "sso/templates").glob("*.html")}
    for block in ("notifications", "file_status"):
        theirs |= {f"{block}/{p.name}" for p in (root / "blocks" / block / "templates").glob("*.html")}
    parts = {
        "base.html",
        "parts.html",
        "session.html",
        "news.html",
        "line_parts.html",
        "source_parts.html",
        "data_parts.html",
        "erase_stays.html",
    }
    parts |= {"sso/mandate_parts.html", "sso/role_parts.html", "file_status/file_parts.html"}
    parts |= {f"notifications/{name}.html" for name in ("item_parts", "push", "wish_parts")}
    assert (ours | theirs) - parts <= shown
    assert application().routes
