"""The page that shows all pictures side by side: docs/gallery/README.md."""

from pathlib import Path

from tests.gallery.album import LOOKS, Album
from tests.gallery.albums import ALBUMS

GALLERY = Path(__file__).parents[2] / "docs/gallery"
HEAD = """# Gallery

Every state on a phone (360 px) and on a desktop (1280 px), in light and in dark. `make gallery` takes all pictures anew;
`python -m tests.gallery header/panel` takes those of one state. The states stand in `tests/embed_header/states.py`, the pages
in `tests/pages/gallery.py`; what is shown here is chosen in `tests/gallery/albums.py`.
"""


def index() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(line for album in ALBUMS for line in _section(album))])


def write_index() -> None:
    (GALLERY / "README.md").write_text(index())


def _section(album: Album) -> list[str]:
    looks = [f"{window}, {scheme}" for window, scheme in LOOKS]
    rows = [[f"`{name}`", *_images(album, name)] for name in album.names]
    table = [["", *looks], ["---"] * (1 + len(looks)), *rows]
    return [f"## {album.title}", *(f"| {' | '.join(row)} |" for row in table), ""]


def _images(album: Album, name: str) -> list[str]:
    looks = [f"{name}, {window}, {scheme}" for window, scheme in LOOKS]
    return [f"![{look}]({file})" for look, file in zip(looks, album.pictures(name), strict=True)]
