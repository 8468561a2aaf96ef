"""On paper: each page of one thing is one sheet of A4, and nothing is cut at the right."""

import re

import pytest
from playwright.sync_api import Browser

from tests.pages.gallery import scenes

A4 = 794
"""Pixels of its width at 96 to the inch."""
MARGINS = 2 * 76
"""The widest that a browser keeps free by itself (2 cm)."""
DETAILS = sorted(name for name, scene in scenes().items() if scene.template.endswith("/item.html"))


@pytest.mark.parametrize("scene", DETAILS)
def test_detail_is_one_sheet_and_nothing_is_cut(chromium: Browser, gallery: str, scene: str):
    page = chromium.new_page(viewport={"width": A4 - MARGINS, "height": 900}, locale="nl-BE")
    page.goto(f"{gallery}/scene/{scene}")
    page.emulate_media(media="print")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= A4 - MARGINS
    paper = page.pdf(format="A4")
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
