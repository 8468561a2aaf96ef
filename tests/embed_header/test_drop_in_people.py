"""The drop-in in four languages, by keyboard, by ear, in narrow windows and without colours."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_drop_in import STRICT, Played
from tests.embed_header.test_every_state import AXE, RULES

pytestmark = pytest.mark.matrix

HEADER = "citizen-profile-header"
OWN_SCRIPTS = STRICT.replace("script-src", "script-src 'self'")
WORDS = {
    "nl": (
        "Stad Gent",
        "Op 1 december is het loket dicht. Café & parking ook.",
        "Hulp nodig?",
        "Startpagina",
    ),
    "fr": ("Ville de Gand", "Guichet fermé.", "Besoin d’aide ?", "Accueil"),
    "de": ("Stadt Gent", "Schalter geschlossen.", "Hilfe nötig?", "Startpagina"),
    "en": ("City of Ghent", "The counter is closed.", "Need help?", "Home"),
}
ROLES = [
    ("en", "For yourself", "Continue as", "Log out", "My Ghent"),
    ("fr", "En votre nom", "Continuer comme", "Se déconnecter", "Mijn Gent"),
    ("nl", "In eigen naam", "Verder als", "Afmelden", "Mijn Gent"),
]
ALERTS = [
    ("<p>Eerste</p><p>tweede</p>", "Eerste tweede"),
    ("Caf&eacute; &Ccedil;a &#233;&#xE9; &laquo;ja&raquo; &onbekend;", "Café Ça éé «ja» &onbekend;"),
    ("2 < 3 &lt;b&gt; <!-- <b>niet</b> --><script>alert(1)</script><b>wel</b>", "2 < 3 <b> wel"),
    ('<a href="javascript:alert(1)">Lees <i>meer</i></a><img src=x onerror=alert(1)>', "Lees meer"),
]


def speak(page: Page, language: str) -> None:
    page.evaluate("(language) => (document.documentElement.lang = language)", language)


def expect_words(page: Page, language: str) -> None:
    host, alert, help_word, home = WORDS[language]
    expect(page.get_by_role("link", name=host)).to_be_visible()
    expect(page.locator("[slot=alert]")).to_have_text(alert)
    expect(page.locator("summary")).to_have_text(help_word)
    expect(page.locator("ul[slot=links] a").first).to_have_text(home)


def test_all_that_is_translated_follows_the_language_of_the_page(page: Page, drop_in: Played):
    page.goto(f"{drop_in.site}/pages/embed.html")
    page.locator(".button").wait_for()
    for language in ("nl", "fr", "de", "en", "nl"):
        speak(page, f"{language}-BE")
        expect_words(page, language)
    speak(page, "it")
    expect_words(page, "nl")
    assert page.evaluate("violations") == []


def test_what_the_page_sets_in_several_languages_follows_too(page: Page, drop_in: Played):
    drop_in.policy = ""
    page.goto(f"{drop_in.site}/pages/entry.html")
    both = "{ nl: { label: 'Welkom', href: '/nl' }, en: { label: 'Welcome', href: '/en' } }"
    page.evaluate(f"globalHeaderClient.accessMenu.setMainLinks([{both}, {{ label: 'Agenda', href: '/a' }}])")
    links = page.locator("ul[slot=links]").first.locator("a")
    expect(links).to_have_text(["Welkom", "Agenda"])
    speak(page, "en")
    expect(links).to_have_text(["Welcome", "Agenda"])
    expect(links.first).to_have_attribute("href", f"{drop_in.site}/en")
    points = "{ en: { defaults: [{ type: 'link', href: '/x', label: 'Counter' }] }, nl: { defaults: [] } }"
    page.evaluate(f"globalHeaderClient.contact.setServicePoints({points})")
    page.get_by_text("Need help?").click()
    expect(page.get_by_role("link", name="Counter")).to_be_visible()
    speak(page, "nl")
    expect(page.locator("summary")).to_have_count(0)
    page.evaluate("globalHeaderClient.unmount()")
    speak(page, "en")
    page.evaluate("globalHeaderClient.mount()")
    expect(links).to_have_text(["Welcome", "Agenda"])


def test_who_is_there_and_what_stands_around_it_follow_without_being_told_again(page: Page, drop_in: Played):
    page.goto(f"{drop_in.site}/pages/embed.html")
    page.locator(".button").wait_for()
    jane = {"onBehalfOf": {"code": "BUR", "firstName": "Jane", "name": "Smith"}}
    data = {"user": {"firstName": "John", "name": "Doe"}, "identities": [jane]}
    told = {"active": True, "idpData": data, "switchCapacityUrl": "/rol"}
    page.evaluate("(who) => globalHeaderClient.accessMenu.setProfile(who)", told)
    page.get_by_role("button", name="John Doe In eigen naam").click()
    for language, own, other, out, application in ROLES:
        speak(page, language)
        expect(page.get_by_role("button", name=f"John Doe {own}")).to_be_visible()
        expect(page.get_by_role("link", name=f"{other} Jane Smith")).to_be_visible()
        expect(page.get_by_role("link", name=out)).to_be_visible()
        expect(page.locator("ul[slot=links] b")).to_have_text(application)
        assert page.evaluate("globalHeaderClient.accessMenu.getApplicationName()") == application
        expect_words(page, language)


def test_panel_that_is_open_stays_open_when_the_language_changes(page: Page, drop_in: Played):
    page.goto(f"{drop_in.site}/pages/embed.html")
    page.get_by_text("Hulp nodig?").click()
    speak(page, "en")
    expect(page.get_by_role("link", name="All counters")).to_be_visible()
    expect(page.get_by_role("link", name="Mail Gentinfo")).to_be_visible()


@pytest.mark.parametrize(("html", "text"), ALERTS)
def test_alert_is_the_text_of_its_html(page: Page, drop_in: Played, html: str, text: str):
    drop_in.config["alert"]["message"] = html
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.locator("[slot=alert]")).to_have_text(text)
    assert page.locator("[slot=alert] *").count() == 0
    assert page.evaluate("violations") == []


@pytest.mark.parametrize(
    ("modifier", "kind"), [("success", "success"), ("error", "error"), ("warning", "warning"), ("x", "info")]
)
def test_alert_is_as_serious_as_it_is_configured(page: Page, drop_in: Played, modifier: str, kind: str):
    drop_in.config["alert"]["modifier"] = modifier
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.locator("[slot=alert]")).to_have_attribute("data-kind", kind)


def test_alert_that_is_switched_off_is_not_there(page: Page, drop_in: Played):
    drop_in.config["alert"]["enabled"] = False
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    expect(page.locator("[slot=alert]")).to_have_count(0)


def test_site_without_sessions_has_links_only(page: Page, drop_in: Played):
    drop_in.config["extensions"][1]["session"]["application"]["sessionSupport"] = False
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.get_by_role("link", name="Naar Mijn Profiel")).to_have_count(1)
    expect(page.get_by_role("link", name="Aanmelden")).to_have_count(0)
    assert page.evaluate("[violations, shifts]") == [[], []]


def test_site_without_an_access_menu_has_none(page: Page, drop_in: Played):
    del drop_in.config["extensions"][1]
    page.goto(f"{drop_in.site}/pages/embed.html")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    expect(page.get_by_role("link", name="Aanmelden")).to_have_count(0)
    assert page.evaluate("[violations, shifts]") == [[], []]


@pytest.mark.smoke
def test_whole_header_by_keyboard(page: Page, drop_in: Played):
    drop_in.policy = OWN_SCRIPTS
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{drop_in.site}/pages/steered.html")
    page.get_by_role("button", name="John Doe").wait_for()
    for name in ("Vlaanderen", "Stad Gent"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="John Doe")).to_be_focused()
    for name in ("Contact", "Feedback", "Mijn aanvragen"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bel Gentinfo")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Bel Gentinfo")).to_have_count(0)


@pytest.mark.parametrize("state", ["out", "in", "panel", "help", "consent", "broken"])
@pytest.mark.parametrize("languages", [pytest.param(["nl"], marks=pytest.mark.smoke), list(WORDS)])
def test_axe_finds_nothing_at_any_width_in_any_language(
    page: Page, drop_in: Played, state: str, languages: list[str]
):
    bring_to(state, page, drop_in)
    page.evaluate(AXE)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        for language in languages:
            speak(page, language)
            found = page.evaluate(
                "(tags) => axe.run('citizen-profile-header', { runOnly: { type: 'tag', values: tags } })",
                RULES,
            )
            said = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]
            assert said == [], (width, language)


def bring_to(state: str, page: Page, drop_in: Played) -> None:
    drop_in.policy = OWN_SCRIPTS
    drop_in.broken = state == "broken"
    page.goto(f"{drop_in.site}/pages/{'embed' if state == 'out' else 'steered'}.html")
    ready = {"out": ".button", "broken": "summary"}.get(state, ".toggle")
    page.locator(ready).wait_for()
    if state == "panel":
        page.locator(".toggle").click()
    if state == "help":
        page.locator("summary").click()
    if state == "consent":
        page.evaluate("globalHeaderClient.setNavigationEnabled(false)")
