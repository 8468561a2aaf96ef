"""What is installed is locked by hash, and no lock knows the address of a registry."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.checks.source import ROOT, report

_NPM = ("tests/node", "embed_header")
_NAME = re.compile(r"^([a-zA-Z0-9][\w.-]*)(?:\[[^]]*\])?==")


def problems(root: Path) -> Iterator[str]:
    """Name every unhashed package, every address, and every dependency that no lock holds."""
    for lock in sorted((root / "requirements").glob("*.txt")):
        yield from _python_lock(lock, str(lock.relative_to(root)))
    for folder in _NPM:
        yield from _npm_lock(root / folder, folder)


def _python_lock(lock: Path, name: str) -> Iterator[str]:
    text = lock.read_text()
    if "://" in text or re.search(r"^--?(i|f|index|extra-index|find-links)", text, re.MULTILINE):
        yield f"{name}: holds the address of a registry; run `make lock`"
    parts = re.split(r"\n(?=[a-zA-Z0-9])", text)
    locked = {match[1].lower(): part for part in parts if (match := _NAME.match(part))}
    yield from (f"{name}: {one} has no hash" for one, part in locked.items() if "--hash=sha256:" not in part)
    for wanted in _wanted(lock.with_suffix(".in")):
        if wanted not in locked:
            yield f"{name}: {wanted} is not locked; run `make lock`"


def _wanted(source: Path) -> list[str]:
    """Return what an input file asks for, and for the runtime what pyproject.toml does."""
    lines = source.read_text().splitlines()
    if source.stem == "runtime":
        project = tomllib.loads((source.parents[1] / "pyproject.toml").read_text())["project"]
        lines += [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    names = (re.match(r"[a-zA-Z0-9][\w.-]*", line) for line in lines)
    return [name[0].lower() for name in names if name]


def _npm_lock(folder: Path, name: str) -> Iterator[str]:
    packages: dict[str, dict[str, Any]] = json.loads((folder / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        if path and "integrity" not in package:
            yield f"{name}: {path} has no integrity"
        if "resolved" in package:
            yield f"{name}: {path} holds the address of a registry; keep omit-lockfile-registry-resolved in .npmrc"
    if "omit-lockfile-registry-resolved=true" not in (folder / ".npmrc").read_text():
        yield f"{name}/.npmrc: must say omit-lockfile-registry-resolved=true"


if __name__ == "__main__":
    report(problems(ROOT))
