"""The one document that a header token may ask; the element carries the same text.

Each release keeps its own beside its files, for as long as a site may have it pinned.
"""

from pathlib import Path

_HERE = Path(__file__).parent
DOCUMENT = (_HERE / "document.graphql").read_text(encoding="utf-8").strip()
"""The document of the element that is being written."""


def documents() -> tuple[str, ...]:
    """Return the documents of all releases, each once."""
    released = (path.read_text(encoding="utf-8").strip() for path in _HERE.glob("dist/*/document.graphql"))
    return tuple({*released, DOCUMENT})
