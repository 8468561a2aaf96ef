"""The pages of logging in and of mandates, by keyboard alone in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.windows import PHONE

pytestmark = pytest.mark.matrix


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """Open a window in which scripts are switched off: nothing here needs one."""
    context = chromium.new_context(locale="nl-BE", java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def tab_to(window: Page, name: str) -> None:
    """Press Tab until what is focused begins with a text; it must come."""
    for _ in range(40):
        window.keyboard.press("Tab")
        focused = window.locator(":focus")
        if focused.count() and focused.inner_text().startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(("roles", "Fietsatelier Voorbeeld BV", "Enter", "role=hint-1"), marks=pytest.mark.smoke),
        ("roles", "Voor mezelf", "Space", "role=hint-0"),
        ("roles", "Stoppen", "Enter", "cancel=1"),
        ("identity-providers", "Stoppen", "Space", "cancel=1"),
        ("consent", "Toestaan", "Enter", "consent=1"),
        ("consent", "Niet toestaan", "Space", "cancel=1"),
        ("mandate-asked", "Aanvaarden", "Enter", "accept=1"),
        ("mandate-confirm", "Wijzigen", "Space", "change=1"),
    ],
    ids=lambda choice: f"{choice[0]}-{choice[3]}",
)
def test_choice_is_sent_by_keyboard_alone(window: Page, gallery: str, choice: tuple[str, str, str, str]):
    scene, name, key, body = choice
    window.goto(f"{gallery}/scene/{scene}")
    tab_to(window, name)
    with window.expect_request("**") as sent:
        window.keyboard.press(key)
    assert sent.value.method == "POST"
    assert body in (sent.value.post_data or "").split("&")


@pytest.mark.parametrize(
    ("scene", "name", "query"),
    [
        ("identity-providers", "eID-kaart", "upstream=idp-0"),
        ("roles", "Aanmelden als iemand anders", "again=1"),
        ("sso-unreachable", "Opnieuw proberen", "upstream=eid"),
    ],
)
def test_link_of_a_chooser_is_followed_by_keyboard_alone(
    window: Page, gallery: str, scene: str, name: str, query: str
):
    window.goto(f"{gallery}/scene/{scene}")
    tab_to(window, name)
    window.keyboard.press("Enter")
    window.wait_for_url(f"**/sso/continue/*?{query}")


def test_choices_come_in_the_order_in_which_they_stand(window: Page, gallery: str):
    window.goto(f"{gallery}/scene/roles")
    for name in ("Voor mezelf", "Fietsatelier", "Fien", "Vereniging", "Orde", "Aanmelden als", "Stoppen"):
        tab_to(window, name)


@pytest.mark.smoke
def test_error_above_a_form_leads_to_its_field(window: Page, gallery: str):
    window.goto(f"{gallery}/scene/mandate-give-empty")
    tab_to(window, "Vul een rijksregisternummer")
    window.keyboard.press("Enter")
    assert window.locator(":target").get_attribute("id") == "number"


@pytest.mark.smoke
def test_mandate_is_typed_by_keyboard_alone(window: Page, gallery: str):
    window.goto(f"{gallery}/scene/mandate-give")
    tab_to(window, "Volmachten")
    for word in ("Katarzyna", "83071900058"):
        window.keyboard.press("Tab")
        window.keyboard.type(word)
    tab_to(window, "Verder")
    with window.expect_request("**") as sent:
        window.keyboard.press("Enter")
    assert "called=Katarzyna&number=83071900058&until=" in (sent.value.post_data or "")
    assert "83071900058" not in sent.value.url
