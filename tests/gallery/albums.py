"""All albums of the gallery. Whoever adds states or pages adds them here."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.embed_header.played_region import played
from tests.embed_header.state import ELEMENT, bring
from tests.embed_header.states import STATES
from tests.gallery.album import Album, Show
from tests.pages.gallery import served
from tests.pages.sign_on_scenes import sign_on_scenes

MARGIN = 32
JOINING = ["snippet", "check", "check-good", "check-mistakes"]
INBOX = ["inbox", "inbox-empty", "inbox-archive", "item", "item-appointment", "search-found"]
REACHED = [
    "settings",
    "settings-new",
    "settings-sender",
    "code-wrong",
    "unsubscribe",
    "unsubscribe-several",
    "unsubscribe-done-several",
    "unsubscribe-void",
]
DUTIES = ["about-accessibility", "about-privacy", "about-help"]
BOTTOM = f"""() => {{
  const header = {ELEMENT};
  const open = [...header.querySelectorAll("details > *"), ...(header.shadowRoot?.querySelectorAll("#panel") ?? [])];
  return Math.ceil(Math.max(...[header, ...open].map((one) => one.getBoundingClientRect().bottom)));
}}"""


@contextmanager
def header_states() -> Iterator[Show]:
    """Show the header and what hangs from it, on a municipal site."""
    with played() as region:

        def show(page: Page, name: str) -> int:
            bring(STATES[name], page, region)
            page.wait_for_timeout(100)  # the skeleton waits before it is seen, and images are drawn
            return page.evaluate(BOTTOM) + MARGIN

        yield show


@contextmanager
def first_screens() -> Iterator[Show]:
    """Show the first screen of each page of ours."""
    with served() as address:

        def show(page: Page, name: str) -> int:
            page.goto(f"{address}/scene/{name}?lang=nl")
            page.evaluate("document.fonts.ready.then(() => null)")
            return page.evaluate("document.documentElement.scrollHeight")

        yield show


ALBUMS = [
    Album(folder="header", title="The header on a municipal site", names=list(STATES), opened=header_states),
    Album(folder="sign-on", title="Signing on", names=sorted(sign_on_scenes()), opened=first_screens),
    Album(folder="inbox", title="The inbox", names=INBOX, opened=first_screens),
    Album(folder="reached", title="How we reach you", names=REACHED, opened=first_screens),
    Album(folder="joining", title="A site joins", names=JOINING, opened=first_screens),
    Album(folder="duties", title="Public duties", names=DUTIES, opened=first_screens),
]
