import re

import pytest

from tests.testing.processes import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_is_there(page):
    missing = [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()]

    assert missing == []


def test_the_readme_shows_a_picture():
    assert "](docs/images/header.png)" in (ROOT / "README.md").read_text()
