"""The one document that a header token may ask; the element carries the same text."""

from pathlib import Path

DOCUMENT = Path(__file__).with_name("document.graphql").read_text(encoding="utf-8").strip()
