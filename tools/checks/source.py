"""What all checks share: which files are ours, and how a check reports."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("profile_core", "blocks", "sso", "embed_header")
_NOT_OURS = {"node_modules", "dist", "vendor", "__pycache__", ".venv"}


def files(root: Path, folders: Iterable[str], *suffixes: str) -> Iterator[Path]:
    """Yield our own files below some folders, in order."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and not _NOT_OURS & set(path.relative_to(root).parts):
                yield path


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(), str(path))


def report(problems: Iterable[str]) -> None:
    """Print every problem and end the process: 0 when there is none."""
    found = list(problems)
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)
