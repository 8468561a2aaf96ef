"""What the inbox draws in the panel, and what it leaves alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profile_core.contract import LANGUAGES
from tests.embed_header.conftest import INBOX, item
from tests.embed_header.played_region import Region
from tests.embed_header.state import FILES
from tests.testing.processes import ROOT

pytestmark = pytest.mark.matrix

PERMITS = ROOT / "tests/fixtures/acme_parking/acme_parking/widgets/permits-1.js"
TAG = "citizen-profile-notifications"
GIVE = "([tag, data]) => { document.querySelector(tag).data = data }"


@pytest.fixture
def drawn(page: Page, region: Region) -> Page:
    """Give a page on which the modules stand alone, without a header."""
    region.widgets["acme_parking"] = PERMITS.read_bytes()
    page.goto(f"{region.gateway}/me")
    for file in (INBOX, FILES, PERMITS):
        page.add_script_tag(path=file, type="module")
    page.evaluate("tag => document.body.append(document.createElement(tag))", TAG)
    for tag in ("citizen-profile-acme-parking", "citizen-profile-file-status"):
        page.evaluate("tag => document.body.append(document.createElement(tag))", tag)
    return page


def give(page: Page, language: str = "nl", count: int = 1, items: Any = (), tag: str = TAG) -> None:
    shown = [{**one, "href": f"/me/item/{one['id']}"} for one in items]
    said = {"language": language, "label": "x", "count": count, "href": "/me", "items": shown}
    page.evaluate(GIVE, [tag, said])


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        ({"seconds": 20}, ("nu", "maintenant", "jetzt", "now")),
        ({"seconds": -90}, ("nu", "maintenant", "jetzt", "now")),
        ({"minutes": 4}, ("4 minuten geleden", "il y a 4 minutes", "vor 4 Minuten", "4 minutes ago")),
        ({"days": 1}, ("gisteren", "hier", "gestern", "yesterday")),
        ({"days": 3}, ("3 dagen geleden", "il y a 3 jours", "vor 3 Tagen", "3 days ago")),
        ({"days": 14}, ("14 dagen geleden", "il y a 14 jours", "vor 14 Tagen", "14 days ago")),
    ],
    ids=str,
)
def test_times_are_said_as_a_person_says_them(drawn: Page, ago: dict[str, float], words: tuple[str, ...]):
    for language, said in zip(LANGUAGES, words, strict=True):
        give(drawn, language, items=[item(1, "Aanslagbiljet", "Stad Gent", **ago)])
        expect(drawn.locator(f"{TAG} time")).to_have_text(said)


def test_what_is_older_than_two_weeks_has_its_date(drawn: Page):
    give(drawn, items=[{**item(1, "Aanslagbiljet", "Stad Gent"), "date": "2020-03-03T11:00:00Z"}])
    expect(drawn.locator(f"{TAG} time")).to_have_text("3 maart 2020")
    expect(drawn.locator(f"{TAG} time")).to_have_attribute("datetime", "2020-03-03T11:00:00Z")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "U hebt geen berichten. Nieuwe berichten van de overheid verschijnen hier."),
        ("fr", "Vous n’avez pas de messages. Les nouveaux messages des services publics apparaissent ici."),
        ("de", "Sie haben keine Mitteilungen. Neue Mitteilungen der Behörden erscheinen hier."),
        ("en", "You have no messages. New messages from public services will appear here."),
    ],
)
def test_empty_inbox_says_what_will_come(drawn: Page, language: str, words: str):
    give(drawn, language, count=0)
    expect(drawn.locator(TAG)).to_have_text(words)


def test_inbox_whose_news_is_older_than_that_of_other_blocks_is_not_called_empty(drawn: Page):
    give(drawn, count=2)
    expect(drawn.locator(TAG)).to_have_text("")


@pytest.mark.smoke
def test_names_are_text_and_never_markup(drawn: Page):
    give(drawn, items=[item(1, "<img src=x>", "<b>Gent</b>", days=3)])
    expect(drawn.locator(TAG)).to_have_text("<b>Gent</b> · 3 dagen geleden<img src=x>")


def test_same_again_leaves_everything_where_it_is(drawn: Page):
    items = [item(1, "Aanslagbiljet", "Stad Gent", days=3)]
    give(drawn, items=items)
    drawn.evaluate("tag => { window.kept = document.querySelector(`${tag} a`) }", TAG)
    give(drawn, items=items)
    assert drawn.evaluate("() => window.kept.isConnected")
    give(drawn, language="en", items=items)
    assert not drawn.evaluate("() => window.kept.isConnected")


def test_focus_stays_on_its_link_when_something_arrives_above_it(drawn: Page):
    known = item(1, "Aanslagbiljet", "Stad Gent", days=3)
    give(drawn, items=[known])
    drawn.get_by_role("link").focus()
    give(drawn, items=[item(2, "Herinnering", "Stad Gent", minutes=4), known])
    expect(drawn.get_by_role("link", name="Aanslagbiljet")).to_be_focused()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ("Geen parkeerkaart", "Aucune carte", "Kein Parkausweis", "No permit")),
        (1, ("1 parkeerkaart loopt", "1 carte", "1 Parkausweis läuft", "1 parking permit ends")),
        (7, ("7 parkeerkaarten lopen", "7 cartes", "7 Parkausweise", "7 parking permits end")),
        (100, ("99+ parkeerkaarten", "99+ cartes", "99+ Parkausweise", "99+ parking permits")),
    ],
    ids=str,
)
def test_strangers_block_says_how_many_permits_end_soon(drawn: Page, count: int, words: tuple[str, ...]):
    for language, said in zip(LANGUAGES, words, strict=True):
        give(drawn, language, count=count, tag="citizen-profile-acme-parking")
        expect(drawn.locator("citizen-profile-acme-parking p")).to_contain_text(said)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ("In geen dossier", "Rien à faire", "Zurzeit ist in keinem", "There is nothing to do")),
        (1, ("In 1 dossier moet", "Un dossier attend", "In 1 Vorgang müssen", "1 file asks")),
        (7, ("In 7 dossiers moet", "7 dossiers attendent", "In 7 Vorgängen", "7 files ask")),
        (100, ("In 99+ dossiers", "99+ dossiers", "In 99+ Vorgängen", "99+ files")),
    ],
    ids=str,
)
def test_files_say_in_how_many_something_is_asked(drawn: Page, count: int, words: tuple[str, ...]):
    for language, said in zip(LANGUAGES, words, strict=True):
        give(drawn, language, count=count, tag="citizen-profile-file-status")
        expect(drawn.locator("citizen-profile-file-status p")).to_contain_text(said)


@pytest.mark.smoke
def test_strangers_block_draws_in_the_header_under_its_line(page: Page, region: Region):
    region.widgets["acme_parking"] = PERMITS.read_bytes()
    region.summary["entries"] = [
        {"block": "acme_parking", "label": "Parkeren", "path": "/me/parking", "count": 2}
    ]
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_role("link", name="Parkeren")).to_be_visible()
    expect(page.get_by_text("2 parkeerkaarten lopen binnenkort af.")).to_be_visible()
    assert page.evaluate("() => window.violations") == []
