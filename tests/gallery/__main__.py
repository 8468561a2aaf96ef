"""Take a picture of every state into docs/gallery: ``make gallery``, or ``python -m tests.gallery header/panel ...``."""

import shutil
import sys
from collections.abc import Sequence

from playwright.sync_api import Browser, Page, sync_playwright

from tests.gallery.album import LOOKS, WINDOWS, Album, Scheme
from tests.gallery.albums import ALBUMS
from tests.gallery.index import GALLERY, write_index
from tests.gallery.small_png import reduced


def main(wanted: Sequence[str]) -> None:
    """Take what is wanted by album and name; everything when nothing is named."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed: apt install chromium")
    with sync_playwright() as driver:
        if not wanted:
            _forget_albums_of_before()
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for album in ALBUMS:
            take(
                album,
                [name for name in album.names if not wanted or f"{album.folder}/{name}" in wanted],
                browser,
            )
        browser.close()
    write_index()
    size = sum(file.stat().st_size for file in GALLERY.rglob("*.png"))
    print(f"{GALLERY.name}: {size / 2**20:.1f} MB")


def take(album: Album, names: list[str], browser: Browser) -> None:
    """Write the pictures of one album; those of names that it no longer has go when all are taken."""
    folder = GALLERY / album.folder
    if len(names) == len(album.names):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    desk = browser.new_page()
    with album.opened() as show:
        for window, scheme in LOOKS:
            page = _window(browser, window, scheme)
            for name in names:
                png = _picture(page, height=show(page, name))
                (folder / f"{name}-{window}-{scheme}.png").write_bytes(reduced(png, desk))
            page.context.close()
    desk.close()


def _forget_albums_of_before() -> None:
    known = {album.folder for album in ALBUMS}
    for folder in GALLERY.iterdir():
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder)


def _picture(page: Page, *, height: int) -> bytes:
    """Take what matters, and never more than the first screen."""
    screen = page.viewport_size or WINDOWS["phone"]
    shown = min(height, screen["height"])
    return page.screenshot(clip={"x": 0, "y": 0, "width": screen["width"], "height": shown})


def _window(browser: Browser, window: str, scheme: Scheme) -> Page:
    context = browser.new_context(
        viewport=WINDOWS[window],
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="nl-BE",
        timezone_id="Europe/Brussels",
    )
    return context.new_page()


if __name__ == "__main__":
    main(sys.argv[1:])
