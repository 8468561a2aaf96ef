"""What may be in the gallery: an album has names, and a way to bring a page to each."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, ViewportSize

Scheme = Literal["light", "dark"]
Show = Callable[[Page, str], int]
"""Bring the page to what is named; give how many pixels from its top are worth looking at."""

WINDOWS: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "desktop": {"width": 1280, "height": 900},
}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOKS: list[tuple[str, Scheme]] = [(window, scheme) for window in WINDOWS for scheme in SCHEMES]
KEPT: list[tuple[str, Scheme]] = [("phone", "light"), ("desktop", "dark")]
"""Those that the repository holds: each window and each scheme once. The others double its size and are taken by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """``opened`` serves what is shown, for as long as pictures are taken."""

    folder: str
    title: str
    names: Sequence[str]
    opened: Callable[[], AbstractContextManager[Show]]

    def pictures(self, name: str, looks: Sequence[tuple[str, Scheme]] = LOOKS) -> list[str]:
        """Name the files of one row, in the order of the looks."""
        return [f"{self.folder}/{name}-{window}-{scheme}.png" for window, scheme in looks]
