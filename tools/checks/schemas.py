"""The committed schemas are those that the code composes, and break nobody who uses the released ones."""

import difflib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import build_schema
from graphql.utilities import find_breaking_changes

from tools.checks.source import ROOT, report

NAMES = ("citizen", "provider")
_REMEDY = "run `make schemas`, read the difference, and commit it"


def problems(root: Path) -> Iterator[str]:
    """Name every difference from what is committed, and every change that breaks a client."""
    for name in NAMES:
        file = root / "schema" / f"{name}.graphql"
        now = printed(name)
        yield from differences(file.read_text() if file.exists() else "", now, f"schema/{name}.graphql")
        released = root / "schema" / "released" / f"{name}.graphql"
        if released.exists():
            yield from breaks(released.read_text(), now, f"schema/{name}.graphql")


def printed(name: str) -> str:
    """Return the schema that the installed command prints, with all blocks of ours."""
    command = [str(Path(sys.executable).with_name("citizen-profile")), "schema", name]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CITIZEN_PROFILE_")
    }
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def differences(committed: str, now: str, name: str) -> Iterator[str]:
    """Show what the committed schema does not say."""
    lines = difflib.unified_diff(committed.splitlines(), now.splitlines(), name, "the code", lineterm="", n=2)
    found = list(lines)
    if found:
        yield "\n".join([*found, f"{name}: {_REMEDY}"])


def breaks(released: str, now: str, name: str) -> Iterator[str]:
    """Name each change that breaks a client of the released schema; deprecate with a date instead."""
    for change in find_breaking_changes(build_schema(released), build_schema(now)):
        yield f"{name}: breaks clients: {change.description}"


def write(root: Path) -> None:
    """Commit to what the code composes now."""
    (root / "schema").mkdir(exist_ok=True)
    for name in NAMES:
        (root / "schema" / f"{name}.graphql").write_text(printed(name))


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write(ROOT)
    else:
        report(problems(ROOT))
