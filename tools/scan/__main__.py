"""Scan what a test run left behind: python -m tools.scan FOLDER. Ends with 1 when there is anything to mend."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.scan.find import in_address, in_log
from tools.scan.known import EXCEPTIONS, FOREIGN, known

_SHOWN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that was heard. ``test`` is empty where a process wrote its own log."""

    file: Path
    number: int
    test: str
    text: str

    @property
    def is_address(self) -> bool:
        return self.file.name.startswith("addresses-")


def main(folder: Path) -> int:
    """Print what there is to mend, or how much was looked at."""
    heard = list(_files(folder))
    if unheard := [kind for kind in ("addresses-*.tsv", "output-*.tsv", "*.log") if not _any(heard, kind)]:
        print(f"Nothing to scan: the test run left no {' and no '.join(unheard)} in {folder}")
        return 1
    about = known()
    found = 0
    lines = 0
    for line in (line for file in heard for line in _lines(file)):
        lines += 1
        kinds = in_address(line.text, about) if line.is_address else in_log(line.text, about)
        for kind in sorted(kinds):
            if not _excepted(line, kind):
                found += 1
                print(
                    f"{line.file.relative_to(folder)}:{line.number}: {kind}: {line.test} {_masked(line.text)}"
                )
    print(f"Scanned {len(heard)} logs and lists of addresses, {lines} lines: {found} to mend")
    return min(found, 1)


def _files(folder: Path) -> Iterator[Path]:
    """Give our own lists, and what processes wrote in the temporary folders; browsers' profiles are theirs."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in FOREIGN and not Path(where, name).is_symlink()]
        for name in names:
            if name.endswith((".log", ".tsv")):
                yield Path(where, name)


def _any(files: list[Path], kind: str) -> bool:
    return any(file.match(kind) for file in files)


def _lines(file: Path) -> Iterator[Line]:
    with file.open(errors="replace") as text:
        for number, line in enumerate(text, start=1):
            test, _, rest = line.rstrip("\n").partition("\t") if file.suffix == ".tsv" else ("", "", line)
            yield Line(file=file, number=number, test=test, text=rest)


def _excepted(line: Line, kind: str) -> bool:
    return line.is_address and any(
        kind == what and re.search(where, line.test) for where, what, _ in EXCEPTIONS
    )


def _masked(text: str) -> str:
    return re.sub(r"\d", "•", re.sub(r"[\w-]{24,}", "…", text.strip()))[:_SHOWN]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
