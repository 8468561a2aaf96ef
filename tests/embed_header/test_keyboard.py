"""Every journey by keyboard alone, in the order in which it is seen, with a focus that nobody can miss."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region
from tests.embed_header.state import ELEMENT, HEADER, bring
from tests.embed_header.states import STATES

pytestmark = pytest.mark.matrix

FOCUS = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const [{ x, y, width, height }] = at.getClientRects();
  const middle = [x + width / 2, y + height / 2];
  let hit = document.elementFromPoint(...middle);
  while (hit?.shadowRoot?.elementFromPoint(...middle) && hit !== hit.shadowRoot.elementFromPoint(...middle))
    hit = hit.shadowRoot.elementFromPoint(...middle);
  const name = at.innerText?.trim().split("\\n").at(-1) || at.querySelector("img")?.alt;
  return { name, ring: `${outlineStyle} ${outlineWidth}`, seen: at === hit || at.contains(hit) };
}"""
PHONE = (360, 720)
DESK = (1280, 720)
CITIZEN = ", 2 ongelezen berichten"
"""How the button with the citizen's name ends."""
EVERYTHING = [
    "Lees meer",
    "Stad Gent",
    CITIZEN,
    "2 ongelezen",
    "Herinnering voor uw afspraak",
    "Aanslagbiljet",
    "Parkeren",
    "Naar Mijn Profiel",
    "Afmelden",
    "Afspraak maken",
    "Belastingen",
    "Nieuws",
    "Hulp nodig?",
    "Français",
    "English",
    "Bekijk uw ophaalkalender",
]


def begin(page: Page, region: Region, name: str, size: tuple[int, int] = PHONE) -> None:
    """Bring the state and put the focus back to where the page begins."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    bring(STATES[name], page, region)
    page.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")


def tab_to(page: Page, name: str) -> None:
    """Go on until the focus is there; it must be seen wherever it comes by."""
    for _ in range(20):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"] == "solid 3px" and focus["seen"], focus
        if focus["name"] == name:
            return
    raise AssertionError(f"never reached: {name}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_focus_goes_in_the_order_in_which_it_is_read_and_nothing_hides_it(
    window: Page, standing: Region, size: tuple[int, int]
):
    begin(window, standing, "everything", size)
    order: list[str] = []
    for _ in EVERYTHING:
        window.keyboard.press("Tab")
        focus = window.evaluate(FOCUS)
        assert focus["seen"], focus
        order.append(focus["name"])
        if focus["name"] == CITIZEN:
            window.keyboard.press("Enter")
            window.locator(f"{HEADER} [data-block] a").first.wait_for()
    assert order == EVERYTHING
    expect(window.locator("#panel")).to_be_hidden()


@pytest.mark.smoke
def test_citizen_logs_in_reads_and_logs_out(window: Page, standing: Region):
    begin(window, standing, "out")
    tab_to(window, "Aanmelden")
    window.keyboard.press("Enter")
    window.locator(".toggle").wait_for()
    tab_to(window, CITIZEN)
    window.keyboard.press("Space")
    window.locator(f"{HEADER} [data-block] a").first.wait_for()
    tab_to(window, "Afmelden")
    window.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Aanmelden")).to_be_visible()


@pytest.mark.parametrize(
    ("state", "link", "leads"),
    [
        ("panel", "Aanslagbiljet", "/me/item/item-2"),
        ("panel-roles", "Andere rol kiezen", "/"),
        ("told-roles", "Verder als Turnkring Sint-Amandsberg vzw", "/wissel?login_hint=2"),
        ("contact-open", "Stel uw vraag", "/vraag"),
        ("languages", "Français", "/fr"),
        ("main-links", "Nieuws", "/nieuws"),
    ],
)
def test_link_is_reached_and_followed(window: Page, standing: Region, state: str, link: str, leads: str):
    bring(STATES[state], window, standing)
    tab_to(window, link)
    with window.expect_navigation():
        window.keyboard.press("Enter")
    assert window.url.split("/", 3)[-1] == leads[1:]


@pytest.mark.smoke
def test_help_opens_and_closes_and_the_focus_stays(window: Page, standing: Region):
    begin(window, standing, "contact")
    tab_to(window, "Hulp nodig?")
    help_link = window.get_by_role("link", name="Stel uw vraag")
    for key, state in [("Enter", True), ("Escape", False), ("Space", True)]:
        window.keyboard.press(key)
        expect(help_link).to_be_visible(visible=state)
        assert window.evaluate(FOCUS)["name"] == "Hulp nodig?"


def test_who_tries_again_is_taken_back_to_the_name(window: Page, standing: Region):
    begin(window, standing, "down-panel")
    window.locator(".toggle").focus()
    standing.answers = "well"
    tab_to(window, "Opnieuw proberen")
    window.keyboard.press("Enter")
    expect(window.get_by_role("button", name="In eigen naam")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.locator("#panel")).to_be_hidden()


def test_who_is_logged_out_elsewhere_is_put_on_the_way_back_in(window: Page, standing: Region):
    begin(window, standing, "panel")
    window.locator(".toggle").focus()
    tab_to(window, "Aanslagbiljet")
    standing.ended = True
    window.evaluate(f"{ELEMENT}.refresh()")
    expect(window.get_by_role("link", name="Aanmelden")).to_be_focused()
