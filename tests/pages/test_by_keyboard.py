"""Every page in every state by keyboard alone: all is reached, in the order in which it is read, and seen."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.pages.windows import DESK, SMOKE_OF_SCENES, visit

STOPS = """() => {
  const within = document.querySelector("dialog[open]") ?? document;
  const all = within.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])");
  const seen = [...all].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  const chosen = (one) => seen.find((other) => other.name === one.name && other.checked);
  const first = (one) => seen.find((other) => other.type === "radio" && other.name === one.name);
  const stops = seen.filter((one) => one.type !== "radio" || one === (chosen(one) ?? first(one)));
  stops.forEach((one, at) => { one.dataset.stop = at; });
  return stops.length;
}"""
"""Mark what the keyboard must reach, in the order of the page; of a choice that is what is chosen, or the first."""
HERE = """() => {
  const PARTS = "header, nav, main, footer, dialog";
  const parts = [...document.querySelectorAll(PARTS)];
  const one = document.activeElement;
  if (one === document.body) return null;
  const place = one.getBoundingClientRect();
  const around = [];
  for (let up = one; up && up !== document.body; up = up.parentElement) around.push(getComputedStyle(up));
  const ring = around.filter((style) => style.outlineStyle === "solid").map((style) => parseFloat(style.outlineWidth));
  const line = one.getClientRects()[0];
  const hit = document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2);
  return {
    at: Number(one.dataset.stop ?? -1),
    name: one.innerText || one.name,
    part: parts.indexOf(one.closest(PARTS)),
    top: place.top + scrollY,
    bottom: place.bottom + scrollY,
    left: place.left,
    right: place.right,
    ring: Math.max(0, ...ring),
    covered: !(hit && (one.contains(hit) || one.labels?.[0]?.contains(hit))),
  };
}"""
"""Where the focus is: which stop, in which part of the page, how wide its ring, and whether something lies over it."""


@pytest.mark.matrix
@SMOKE_OF_SCENES
def test_every_control_is_reached_in_order_and_seen(window: Page, gallery: str, scene: str):
    visit(window, f"{gallery}/scene/{scene}?lang=nl", DESK)
    window.evaluate("() => document.activeElement.blur()")
    stops = window.evaluate(STOPS)
    walked = _walked(window, stops)
    first = walked[0]["at"]  # a page may begin at its one button, and come round to what stands above
    assert [one["at"] for one in walked] == [*range(first, stops), *range(first)], (
        "what Tab reaches, in order"
    )
    assert [one["name"] for one in walked if one["ring"] < 3] == [], "has no ring"
    assert [one["name"] for one in walked if one["covered"]] == [], "lies below something"
    jumps = [after["name"] for before, after in pairwise(walked) if _is_above(after, before)]
    assert jumps == [], "stands above what comes before it"


def _walked(window: Page, stops: int) -> list[dict[str, Any]]:
    """Press Tab as often as there are stops; whatever keeps the focus is met twice, and so something else is missed."""
    walked: list[dict[str, Any]] = []
    if window.evaluate("() => document.querySelector('dialog[open]') !== null"):
        window.keyboard.press("Shift+Tab")  # it opened with its first control in focus
    inside = 4 * window.locator("input[type=date]:visible").count()  # day, month, year and the calendar
    for _ in range(stops + inside + 2):
        window.keyboard.press("Tab")
        here = window.evaluate(HERE)
        if here and not any(here["at"] == one["at"] for one in walked):
            walked.append(here)
    return walked


def _is_above(one: dict[str, Any], before: dict[str, Any]) -> bool:
    """Tell whether something stands above what came before it in the same part of the page, and not in its next column."""
    is_above = one["part"] == before["part"] and one["bottom"] <= before["top"]
    return is_above and one["left"] < before["right"]
