"""Every page in every state without script: what is shown works, and nothing that is said is missing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.gallery import scenes
from tests.pages.windows import DESK, SMOKE, opened, visit

DEAD = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const works = (one) => one.type === "submit" && one.form?.hasAttribute("action");
  const buttons = [...document.querySelectorAll("button, input[type=submit], input[type=button]")];
  const links = [...document.querySelectorAll("a")].filter((one) => !one.getAttribute("href"));
  const alone = [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")];
  return [...buttons.filter((one) => !works(one)), ...links, ...alone.filter((one) => !one.form)]
    .filter(seen).map((one) => one.outerHTML);
}"""
"""What is seen and does nothing by itself: a button of no form, a link to nowhere, a field that nothing sends."""
SAID = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dd)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.innerText)"""


OF_SCRIPT = ("session-dialog", "push")
"""States that only script brings about: without it a page leads to the warning, and a browser takes no push."""
SCENES = [
    pytest.param(name, marks=pytest.mark.smoke) if name in SMOKE else name
    for name in sorted(scenes())
    if not name.startswith(OF_SCRIPT)
]


@pytest.fixture(scope="module")
def plain(chromium: Browser) -> Iterator[Page]:
    """Open a window that runs no script of a page."""
    context = chromium.new_context(locale="nl-BE", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def scripted(chromium: Browser) -> Iterator[Page]:
    """Open a window beside it that runs them."""
    yield from opened(chromium)


@pytest.mark.matrix
@pytest.mark.parametrize("scene", SCENES)
def test_whatever_is_shown_works_and_nothing_is_said_by_script_alone(
    plain: Page, scripted: Page, gallery: str, scene: str
):
    visit(plain, f"{gallery}/scene/{scene}?lang=nl", DESK)
    assert plain.evaluate(DEAD) == []
    visit(scripted, f"{gallery}/scene/{scene}?lang=nl", DESK)
    with_script, without = scripted.evaluate(SAID), plain.evaluate(SAID)
    assert [one for one in with_script if one not in without] == []
