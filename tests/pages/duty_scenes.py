"""Accessibility statement, privacy notice and help: filled in as the sample of the docs, full, and not at all."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from embed_header.duties import file
from embed_header.duties.model import Duties
from embed_header.duties.pages import Known
from tests.pages.scene import Scene

_PAGE = Path(__file__).parents[2] / "docs/operations/duties.md"
BLOCKS = frozenset({"sso", "notifications", "header"})


def sample() -> str:
    """Return the file that stands in the docs to be copied."""
    found = re.search(r"^```yaml duties.yaml\n(.*?)^```", _PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def duties(text: str) -> Duties:
    """Read such a file."""
    with TemporaryDirectory() as folder:
        named = Path(folder, "duties.yaml")
        named.write_text(text)
        read = file.read(named)
    assert read
    return read


def duty_scenes() -> dict[str, Scene]:
    """Return them by name."""
    known = Known(
        duties=duties(sample()),
        gateway="https://profile.example.org",
        blocks=BLOCKS,
        idle=30,
        absolute=720,
    )
    return {
        f"about-{name}{state}": Scene(template=f"header/duties/{name}.html", values={"known": one})
        for name in ("accessibility", "privacy", "help")
        for state, one in (("", known), ("-missing", replace(known, duties=None)))
    } | {
        "about-accessibility-full": Scene(
            template="header/duties/accessibility.html", values={"known": _without_shortcomings(known)}
        )
    }


def _without_shortcomings(known: Known) -> Known:
    assert known.duties
    statement = replace(known.duties.accessibility, status="full", shortcomings=(), method="third_party")
    return replace(known, duties=replace(known.duties, accessibility=statement))
