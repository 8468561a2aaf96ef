"""The gallery holds every state, and no more bytes than a repository wants."""

from tests.gallery.albums import ALBUMS
from tests.gallery.index import GALLERY, index

MOST_BYTES = 5 * 2**20


def test_every_state_has_its_four_pictures_and_no_other_is_left():
    wanted = {file for album in ALBUMS for name in album.names for file in album.pictures(name)}
    assert {str(file.relative_to(GALLERY)) for file in GALLERY.rglob("*.png")} == wanted


def test_index_shows_them_all():
    assert (GALLERY / "README.md").read_text() == index()


def test_all_together_stay_small():
    assert sum(file.stat().st_size for file in GALLERY.rglob("*.png")) < MOST_BYTES
