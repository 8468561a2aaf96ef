"""Style, font and icon keep for ever, since their names carry their content."""

import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from profile_core.pages.static import StaticFiles

FOLDER = Path(__file__).parents[2] / "profile_core/pages/static"


def client() -> TestClient:
    return TestClient(Starlette(routes=StaticFiles().routes()))


def test_every_file_is_served_as_what_it_is_for_ever():
    paths = StaticFiles().paths
    assert set(paths) == {p.name for p in FOLDER.iterdir() if p.suffix != ".txt"}
    for path in paths.values():
        answer = client().get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert re.fullmatch(r"/static/[\w-]+\.[0-9a-f]{16}\.(css|js|svg|woff2)", path)


def test_old_plain_and_foreign_names_are_not_found():
    for path in ("/static/tokens.css", "/static/..%2frender.py", "/static/tokens.0000000000000000.css"):
        assert client().get(path).status_code == 404


def test_style_refers_to_hashed_names_and_to_nobody_else():
    paths = StaticFiles().paths
    for name in ("tokens.css", "pages.css", "session.css"):
        for target in re.findall(r"url\(([^)]*)\)", client().get(paths[name]).text):
            assert target.strip('"') in paths.values()


def test_font_comes_with_its_licence():
    licence = (FOLDER / "atkinson-hyperlegible-next.OFL.txt").read_text()
    assert "SIL Open Font License, Version 1.1" in licence
