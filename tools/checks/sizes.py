"""A file has at most 300 lines, a function at most 40: what hurts in a codebase is the tail."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.source import PACKAGES, ROOT, files, parsed, report

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
_FOLDERS = (*PACKAGES, "tests", "tools", "benchmarks")


def problems(root: Path) -> Iterator[str]:
    """Name what is too long; migrations are exempt, they are written once and never changed."""
    for path in files(root, _FOLDERS, ".py", ".ts", ".mjs", ".css"):
        name = path.relative_to(root)
        if "migrations" in name.parts:
            continue
        lines = len(path.read_text().splitlines())
        if lines > LONGEST_FILE:
            yield f"{name}: {lines} lines; split it, {LONGEST_FILE} are the most"
        if path.suffix == ".py":
            yield from _long_functions(path, name)


def _long_functions(path: Path, name: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines, {LONGEST_FUNCTION} are the most"


if __name__ == "__main__":
    report(problems(ROOT))
