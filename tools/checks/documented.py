"""Whatever one can set, plug in, hear or call is named in docs/."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.checks.source import ROOT, report


def problems(root: Path, names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Name what no page of docs/ names."""
    said = "\n".join(page.read_text() for page in sorted((root / "docs").rglob("*.md")))
    yield from (f"docs/: does not name the {kind} {name}" for kind, name in names if name not in said)


if __name__ == "__main__":
    from tools.checks.published import public_names

    report(problems(ROOT, public_names()))
