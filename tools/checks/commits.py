"""Only the store commits: one transaction per thing done, and nobody ends it in the middle."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.source import PACKAGES, ROOT, files, parsed, report


def problems(root: Path) -> Iterator[str]:
    """Name every call of ``commit`` outside profile_core/store."""
    for path in files(root, PACKAGES, ".py"):
        name = path.relative_to(root)
        if name.parts[:2] == ("profile_core", "store"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("commit", "rollback"):
                yield f"{name}:{node.lineno}: {node.attr} belongs to the store; open a transaction with store.begin()"


if __name__ == "__main__":
    report(problems(ROOT))
