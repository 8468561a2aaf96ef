"""The gallery holds every page in every state, and no more bytes than a repository wants."""

from pathlib import Path

import pytest

from tests.gallery.album import KEPT, LOOKS
from tests.gallery.albums import ALBUMS, album_of
from tests.gallery.index import GALLERY, index
from tests.pages.gallery import scenes

MOST_BYTES = 12 * 2**20
ENDINGS = tuple(f"-{window}-{scheme}.png" for window, scheme in KEPT)


@pytest.mark.parametrize("scene", sorted(scenes()))
def test_every_scene_is_in_an_album(scene: str):
    """Its name says in which: a new beginning is added to `PAGES`."""
    assert album_of(scene) is not None
    assert [scene in album.names for album in ALBUMS if album.folder == album_of(scene)] == [True]


def test_every_state_has_its_pictures_and_no_other_is_left():
    wanted = {file for album in ALBUMS for name in album.names for file in album.pictures(name, KEPT)}
    assert {str(file.relative_to(GALLERY)) for file in _kept()} == wanted


def test_index_shows_them_all():
    assert (GALLERY / "README.md").read_text() == index()


def test_each_window_and_each_scheme_is_kept_once():
    assert [sorted(one) for one in zip(*KEPT, strict=True)] == [
        sorted(set(one)) for one in zip(*LOOKS, strict=True)
    ]


def test_all_together_stay_small():
    assert sum(file.stat().st_size for file in _kept()) < MOST_BYTES


def _kept() -> list[Path]:
    return [file for file in GALLERY.rglob("*.png") if file.name.endswith(ENDINGS)]
