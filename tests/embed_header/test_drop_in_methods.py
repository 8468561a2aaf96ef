"""Every method of the Flemish header does here what it says there, or says that it cannot."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_drop_in import Played

pytestmark = pytest.mark.matrix

HEADER = "citizen-profile-header"
CLIENT = "globalHeaderClient"


@pytest.fixture
def entry(page: Page, drop_in: Played) -> Page:
    """Give a page whose header is mounted."""
    page.set_viewport_size({"width": 1280, "height": 720})
    drop_in.policy = ""
    page.goto(f"{drop_in.site}/pages/entry.html")
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    return page


def call(page: Page, method: str, *arguments: Any) -> Any:
    return page.evaluate(f"(given) => {CLIENT}.{method}(...given)", list(arguments))


@pytest.mark.smoke
def test_contact_panel_opens_closes_and_tells(entry: Page):
    mail = entry.get_by_role("link", name="Mail Gentinfo")
    assert call(entry, "contact.isOpen") is False
    assert call(entry, "contact.open") is True
    expect(mail).to_be_visible()
    assert call(entry, "contact.isOpen") is True
    assert call(entry, "contact.toggle") is False
    expect(mail).to_be_hidden()
    assert call(entry, "contact.toggle") is True
    assert call(entry, "contact.close") is True
    assert call(entry, "contact.isOpen") is False
    entry.get_by_text("Hulp nodig?").click()
    assert call(entry, "contact.isOpen") is True


def test_opening_a_mail_points_at_the_mailbox_and_a_chat_at_all_there_is(entry: Page):
    assert call(entry, "contact.open", "chat") is True
    expect(entry.get_by_role("link", name="Bel Gentinfo")).to_be_visible()
    assert call(entry, "contact.open", "mail") is True
    expect(entry.get_by_role("link", name="Mail Gentinfo")).to_be_focused()


def test_service_points_show_channels_with_an_address_and_leave_out_what_only_flanders_knows(entry: Page):
    call(entry, "contact.open")
    links = entry.locator("[slot=contact] a")
    expect(links).to_have_text(["Bel Gentinfo", "Mail Gentinfo", "Alle loketten"])
    hrefs = [link.get_attribute("href") for link in links.all()]
    assert hrefs[:2] == ["tel:092101010", "mailto:gentinfo@stad.gent"]
    expect(entry.locator("[slot=contact]")).to_contain_text("Elke werkdag van 8 tot 19 uur")
    shown = call(entry, "contact.getServicePoints")
    assert [point["label"] for point in shown["defaults"]] == ["Gentinfo", "Alle loketten"]
    assert shown["contextual"] == []


def test_service_points_of_the_page_stand_first_under_their_own_name_until_they_are_reset(entry: Page):
    link = {"type": "link", "href": "https://www.vlaanderen.be/", "label": "Zoek een woonmaatschappij"}
    unknown = {"type": "contactOption", "contactGroupId": "OVO002919"}
    points = {"displayMode": "grouped", "groupLabel": "Wonen", "contextual": [unknown, link]}
    assert call(entry, "contact.setServicePoints", points) == points
    call(entry, "contact.open")
    expect(entry.locator("[slot=contact] li")).to_have_text(["Wonen", "Zoek een woonmaatschappij"])
    assert call(entry, "contact.getServicePoints") == points | {"contextual": [link], "defaults": []}
    assert call(entry, "contact.resetServicePoints") is True
    expect(entry.get_by_role("link", name="Mail Gentinfo")).to_be_visible()


def test_without_any_service_point_there_is_no_panel_to_open(entry: Page):
    call(entry, "contact.setServicePoints", {"contextual": [{"contactGroupId": "OVO002919"}]})
    expect(entry.get_by_text("Hulp nodig?")).to_have_count(0)
    assert call(entry, "contact.open") is False
    assert call(entry, "contact.toggle") is False


def test_menu_of_the_application_grows_and_is_replaced_under_the_name_of_the_application(entry: Page):
    menu = entry.locator("ul[slot=links]").last
    one, two = {"label": "Dashboard", "href": "/dashboard"}, {"label": "Profiel", "href": "/profiel"}
    added = call(entry, "accessMenu.addApplicationMenuLink", one)
    assert added[1:] == [one]
    expect(menu).to_have_text("Mijn GentMijn aanvragenDashboard")
    assert call(entry, "accessMenu.addApplicationMenuLinks", [two])[1:] == [one, two]
    assert call(entry, "accessMenu.setApplicationMenuLinks", [two]) == [two]
    assert call(entry, "accessMenu.setApplicationName", {"nl": "Mijn loket", "en": "My desk"}) is True
    assert call(entry, "accessMenu.getApplicationName") == "Mijn loket"
    expect(menu).to_have_text("Mijn loketProfiel")


def test_access_menu_can_be_hidden_and_shown(entry: Page):
    assert call(entry, "accessMenu.setVisibility", False) is True
    expect(entry.get_by_role("link", name="Aanmelden")).to_have_count(0)
    expect(entry.get_by_role("link", name="Startpagina")).to_have_count(0)
    expect(entry.get_by_role("link", name="Stad Gent")).to_be_visible()
    call(entry, "accessMenu.setProfile", {"active": True})
    expect(entry.locator(".toggle")).to_be_hidden()
    assert call(entry, "accessMenu.setVisibility", True) is True
    expect(entry.locator(".toggle")).to_be_visible()


@pytest.mark.smoke
def test_profile_keeps_what_is_left_out_and_forgets_who_it_was_when_nobody_is_there(entry: Page):
    data = {"user": {"firstName": "Marieke", "name": "Janssens"}}
    assert call(entry, "accessMenu.setProfile", {"active": True, "idpData": data}) is True
    expect(entry.get_by_role("button", name="Marieke Janssens")).to_be_visible()
    call(entry, "accessMenu.setProfile", {"logoutUrl": "/uit"})
    expect(entry.get_by_role("button", name="Marieke Janssens")).to_be_visible()
    whole = {"active": True, "idpData": data, "logoutUrl": "/uit"}
    assert call(entry, "accessMenu.getProfile") == whole
    call(entry, "accessMenu.setProfile", {"active": False})
    expect(entry.get_by_role("link", name="Aanmelden")).to_be_visible()
    call(entry, "accessMenu.setProfile", {"active": True})
    expect(entry.locator(".toggle")).to_be_visible()
    expect(entry.get_by_text("Marieke")).to_have_count(0)
    assert call(entry, "accessMenu.getProfile") == {"active": True, "logoutUrl": "/uit"}


@pytest.mark.parametrize(("level", "umbrellas"), [(1, 1), (2, 1), (3, 1), (4, 0)])
def test_umbrella_stands_over_all_but_local_governments(entry: Page, level: int, umbrellas: int):
    assert call(entry, "branding.setLevel", level) is True
    assert call(entry, "branding.getLevel") == level
    expect(entry.get_by_role("link", name="Vlaanderen", exact=True)).to_have_count(umbrellas)
    expect(entry.get_by_role("link", name="Stad Gent Wapen van Gent")).to_be_visible()


def test_host_and_umbrella_change_in_what_is_given(entry: Page):
    assert call(entry, "branding.setHost", {"label": "Gent"}) is True
    assert call(entry, "branding.setUmbrella", {"href": "https://vlaanderen.example"}) is True
    expect(entry.get_by_role("link", name="Gent Wapen van Gent", exact=True)).to_be_visible()
    assert call(entry, "branding.getHost")["label"] == "Gent"
    assert call(entry, "branding.getUmbrella")["label"] == "Vlaanderen"
    umbrella = entry.get_by_role("link", name="Vlaanderen", exact=True)
    expect(umbrella).to_have_attribute("href", "https://vlaanderen.example/")
    call(entry, "branding.setHost", {"logo": {"src": "/logo.png", "srcSet": ["/2.png 2x"], "alt": "Gent"}})
    expect(entry.get_by_role("link", name="Gent", exact=True).locator("img")).to_have_attribute("alt", "")


def test_colours_are_custom_properties_and_only_those_that_can_be_read(entry: Page):
    login, help_button = entry.get_by_role("link", name="Aanmelden"), entry.get_by_text("Hulp nodig?")
    expect(login).to_have_css("background-color", "rgb(0, 59, 122)")
    expect(help_button).to_have_css("background-color", "rgb(255, 230, 21)")
    expect(help_button).to_have_css("color", "rgb(0, 0, 0)")
    assert call(entry, "branding.setColors", {"primary": "#000000", "functional": "#FFFFFF"}) is True
    expect(help_button).to_have_css("color", "rgb(255, 255, 255)")
    expect(login).to_have_css("background-color", "rgb(0, 89, 95)")
    assert call(entry, "branding.setColor", {"type": "functional", "value": "darkred"}) is True
    expect(login).to_have_css("background-color", "rgb(139, 0, 0)")
    assert call(entry, "branding.getColor", "functional") == "darkred"
    assert call(entry, "branding.getColors") == {"primary": "#000000", "functional": "darkred"}
    assert call(entry, "branding.getVariables") == {
        "--cp-color-action": "#8b0000",
        "--cp-color-link": "#8b0000",
        "--cp-color-primary": "#000000",
        "--cp-color-on-primary": "#ffffff",
    }


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("setLevel", 5),
        ("setColors", {"primary": "red", "functional": "url(https://evil.example)"}),
        ("setColor", {"type": "functional", "value": "no colour"}),
        ("setColor", {"type": "background", "value": "red"}),
    ],
)
def test_what_is_no_level_and_no_colour_changes_nothing_and_says_so(entry: Page, method: str, given: Any):
    before = entry.locator(HEADER).evaluate("(header) => header.outerHTML")
    assert call(entry, f"branding.{method}", given) is False
    assert entry.locator(HEADER).evaluate("(header) => header.outerHTML") == before


def test_without_navigation_there_is_nothing_to_press_and_then_there_is_again(entry: Page):
    assert call(entry, "setNavigationEnabled", False) is True
    expect(entry.locator("body").get_by_role("link")).to_have_count(0)
    assert entry.evaluate(f"document.querySelectorAll('{HEADER} a').length") == 0
    expect(entry.get_by_text("Hulp nodig?")).to_have_count(0)
    expect(entry.get_by_text("Stad Gent")).to_be_visible()
    entry.keyboard.press("Tab")
    assert entry.evaluate("document.activeElement === document.body")
    assert call(entry, "setNavigationEnabled", True) is True
    expect(entry.get_by_role("link", name="Aanmelden")).to_be_visible()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", ""])
def test_links_that_a_citizen_cannot_safely_follow_are_left_out(entry: Page, address: str):
    bad = {"label": "Kwaad", "href": address, "type": "link", "name": "Kwaad", "url": address}
    option = {"label": "Kwade optie", "channels": [bad], "social": {"media": [bad | {"icon": "x"}]}}
    call(entry, "accessMenu.setMainLinks", [bad])
    call(entry, "accessMenu.setApplicationMenuLinks", [bad])
    call(entry, "contact.setServicePoints", {"contextual": [bad, option]})
    call(entry, "branding.setHost", {"label": "Gastheer", "href": address, "logo": None})
    call(entry, "accessMenu.setProfile", {"active": True, "loginUrl": address, "logoutUrl": address})
    expect(entry.get_by_text("Gastheer")).to_be_visible()
    expect(entry.get_by_text("Kwa")).to_have_count(0)
    hrefs: list[str] = entry.evaluate(
        f"[...document.querySelectorAll('{HEADER} a')].map(({{ href }}) => href)"
    )
    assert all(href.startswith("http") for href in hrefs)


def test_text_stays_text(entry: Page):
    call(entry, "accessMenu.setMainLinks", [{"label": "<img src=x onerror=alert(1)>", "href": "/x"}])
    expect(entry.get_by_role("link", name="<img src=x onerror=alert(1)>")).to_be_visible()


def test_a_method_works_without_its_object(entry: Page):
    assert entry.evaluate(f"(({{ setApplicationName: name }}) => name('Los'))({CLIENT}.accessMenu)") is True
    expect(entry.get_by_text("Los", exact=True)).to_be_visible()


def test_queued_calls_are_carried_out_and_unknown_ones_refused(entry: Page):
    done = entry.evaluate(
        """async () => {
          const called = (key, args) => new Promise((resolve, reject) => {
            globalHeaderLinker.queue.push({ key, args, resolve, reject });
          }).catch(({ message }) => message);
          const calls = [
            called("branding.setLevel", 4), called("branding.getLevel"),
            called("contact.explode"), called("constructor.constructor", "alert(1)"),
          ];
          globalHeaderLinker.update();
          return [await Promise.all(calls), globalHeaderLinker.queue.length];
        }"""
    )
    refused = ["globalHeaderClient has no method contact.explode."]
    refused += ["globalHeaderClient has no method constructor.constructor."]
    assert done == [[True, 4, *refused], 0]
