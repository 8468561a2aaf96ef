"""All albums of the gallery. Whoever adds states or pages adds them here."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.embed_header.played_region import played
from tests.embed_header.state import ELEMENT, bring
from tests.embed_header.states import STATES
from tests.gallery.album import Album, Show
from tests.pages.gallery import scenes, served

MARGIN = 32
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


PAGES = {
    "overview": ("Overview", ["overview", "landing", "seek"]),
    "inbox": ("The inbox", ["inbox", "search", "session-dialog"]),
    "item": ("One notification", ["item"]),
    "files": ("Files", ["file", "files"]),
    "settings": ("How we reach you", ["settings", "email", "code", "remove", "push", "unsubscribe"]),
    "sessions": ("Where you are logged in", ["session", "sessions", "logout", "logged-out"]),
    "mandates": ("Acting for somebody else", ["mandate", "mandates", "roles"]),
    "looked": ("Who looked", ["looked"]),
    "data": ("What is held", ["data", "erase", "erased"]),
    "sign-on": ("Signing on", ["identity-providers", "consent", "go-on", "sso"]),
    "joining": ("A site joins", ["snippet", "check"]),
    "duties": ("Public duties", ["about"]),
    "errors": ("When something goes wrong", ["error"]),
    "parts": ("Parts of a page", ["parts"]),
}
"""Title of each album, and how names of its scenes begin: the longest beginning decides."""


def album_of(scene: str) -> str | None:
    """Return the folder of the album to which a scene belongs by its name."""
    begins = [
        (len(begin), folder)
        for folder, (_, beginnings) in PAGES.items()
        for begin in beginnings
        if scene == begin or scene.startswith(f"{begin}-")
    ]
    return max(begins)[1] if begins else None


def _of_pages() -> list[Album]:
    known = sorted(scenes())
    names = {folder: [name for name in known if album_of(name) == folder] for folder in PAGES}
    return [
        Album(folder=folder, title=title, names=names[folder], opened=first_screens)
        for folder, (title, _) in PAGES.items()
        if names[folder]
    ]


ALBUMS = [
    Album(folder="header", title="The header on a municipal site", names=list(STATES), opened=header_states),
    *_of_pages(),
]
