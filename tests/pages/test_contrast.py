"""Every pair of colours that text stands in can be read, in light and dark: computed from the style itself."""

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "profile_core/pages/static/tokens.css").read_text()
NAMES = {
    "bg",
    "surface",
    "text",
    "muted",
    "line",
    "link",
    "focus",
    "action",
    "attention",
    "success",
    "danger",
}
BODY = [("text", "bg"), ("text", "surface")]
TEXT = [(ink, paper) for ink in NAMES - {"bg", "surface", "text", "line"} for paper in ("bg", "surface")]
BUTTON = [("surface", "action"), ("surface", "text")]


def tokens(scheme: str) -> dict[str, str]:
    light, _, dark = STYLE.partition("@media (prefers-color-scheme: dark)")
    found = re.findall(r"--cp-color-(\w+): (#[0-9a-f]{6});", light if scheme == "light" else dark)
    assert len(found) == len(NAMES)
    return dict(found)


def luminance(colour: str) -> float:
    """Compute relative luminance as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_measure_agrees_with_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("least", "pairs"), [(7, BODY), (4.5, TEXT), (4.5, BUTTON)], ids=["body", "text", "button"]
)
def test_text_can_be_read(scheme: str, least: float, pairs: list[tuple[str, str]]):
    colours = tokens(scheme)
    assert colours.keys() == NAMES
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_pages_take_colours_from_tokens_alone():
    style = (Path(__file__).parents[2] / "profile_core/pages/static/pages.css").read_text()
    screen, _, _print = style.partition("@media print")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", screen) == []
