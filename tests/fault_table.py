"""The table at the end of `make faults`: what became of all that was accepted, fault by fault.

A test says by its mark which fault of the list it is about: ``faults("F1")``. What it counted it leaves among its
``user_properties`` as ``figures``, which come along when tests run side by side.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

COLUMNS = (
    "fault",
    "database",
    "accepted",
    "owed",
    "delivered",
    "lost",
    "ghosts",
    "duplicates",
    "kills",
    "seconds",
    "note",
)


class Table:
    """Hears how each test of a fault ended."""

    def __init__(self) -> None:
        self._lines: list[Mapping[str, Any]] = []
        self._others: dict[str, Counter[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the figures of a test, or only how it ended."""
        said = dict(report.user_properties)
        if "fault" not in said or report.when != "call":
            return
        fault = str(said["fault"])
        if "figures" in said:
            note = "" if report.passed else "FAILED: "
            figures: Any = said["figures"]
            self._lines.append({**figures, "fault": fault, "note": note + figures["note"]})
        else:
            self._others.setdefault(fault, Counter())[report.outcome] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table; faults without figures have the outcomes of their tests."""
        if not self._lines:
            return
        terminalreporter.section("faults")
        rows = [COLUMNS, *(tuple(str(line[name]) for name in COLUMNS) for line in self._lines)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
        header, *rest = rows
        for row in (header, *sorted(rest, key=_order)):
            terminalreporter.write_line(_aligned(row, widths))
        for fault, ended in sorted(self._others.items(), key=lambda one: _number(one[0])):
            said = ", ".join(f"{many} {outcome}" for outcome, many in sorted(ended.items()))
            terminalreporter.write_line(f"{fault:<{widths[0]}}  tests without such figures: {said}")


def mark(items: list[pytest.Item]) -> None:
    """Let each test say with its report which fault it is about."""
    for item in items:
        marked = item.get_closest_marker("faults")
        if marked is not None and marked.args:
            item.user_properties.append(("fault", marked.args[0]))


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [
        text.rjust(width) if name not in ("fault", "database", "note") else text.ljust(width)
        for name, text, width in zip(COLUMNS, row, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _order(row: tuple[str, ...]) -> tuple[int, str, str]:
    return _number(row[0]), row[1], row[-1]


def _number(fault: str) -> int:
    return int(fault.removeprefix("F"))
