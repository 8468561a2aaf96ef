"""The pages that show pictures side by side: docs/gallery/README.md what is kept, all.md all of them."""

from collections.abc import Sequence
from pathlib import Path

from tests.gallery.album import KEPT, LOOKS, Album, Scheme
from tests.gallery.albums import ALBUMS

GALLERY = Path(__file__).parents[2] / "docs/gallery"
ALL = "all.md"
HEAD = """# Gallery

Every page in every state, on a phone (360 px) in light and on a desktop (1280 px) in dark. `make gallery` takes all
pictures anew, also the phone in dark and the desktop in light: those stay on your machine, and `all.md` beside this
page shows all four (they would double the size of the repository). `python -m tests.gallery header/panel` takes those of one
state. The states stand in `tests/embed_header/states.py`, the pages in `tests/pages/gallery.py`; which album a page
belongs to is said in `tests/gallery/albums.py`.
"""
Looks = Sequence[tuple[str, Scheme]]


def index(looks: Looks = KEPT) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(line for album in ALBUMS for line in _section(album, looks))])


def write_index() -> None:
    (GALLERY / "README.md").write_text(index())
    (GALLERY / ALL).write_text(index(LOOKS))


def _section(album: Album, looks: Looks) -> list[str]:
    said = [f"{window}, {scheme}" for window, scheme in looks]
    rows = [[f"`{name}`", *_images(album, name, looks)] for name in album.names]
    table = [["", *said], ["---"] * (1 + len(said)), *rows]
    return [f"## {album.title}", *(f"| {' | '.join(row)} |" for row in table), ""]


def _images(album: Album, name: str, looks: Looks) -> list[str]:
    said = [f"{name}, {window}, {scheme}" for window, scheme in looks]
    return [f"![{one}]({file})" for one, file in zip(said, album.pictures(name, looks), strict=True)]
