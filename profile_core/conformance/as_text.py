"""The report for people at a terminal."""

from itertools import groupby

from rich.console import Console, Group as Lines
from rich.table import Table
from rich.text import Text

from profile_core.conformance.model import SECTIONS, Report, Result, State

_MARKS = {
    State.OK: ("ok    ", "green"),
    State.WRONG: ("WRONG ", "bold red"),
    State.UNSEEN: ("unseen", "yellow"),
}


def write(report: Report, console: Console) -> None:
    """Print every check below its group: what is wrong with its remedy, what was not looked at with its reason."""
    for group, results in groupby(report.results, key=lambda result: result.check.group):
        console.print(Text(f"\n{group}", style="bold"))
        for result in results:
            _result(result, console)
    console.print(Text(f"\n{report.url}, {report.block}: {report.sum}", style="bold"))


def _result(result: Result, console: Console) -> None:
    mark, style = _MARKS[result.state]
    check = result.check
    lines = [
        Text.assemble((check.code, "bold"), f": {check.claims}"),
        *map(Text, filter(None, [result.unseen])),
    ]
    lines += [Text(f"Seen: {line}", style="red") for line in result.wrong]
    if result.wrong:
        lines += [Text(f"Do: {check.remedy}"), Text(f"Read: {SECTIONS}, {check.section}", style="dim")]
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row(Text(mark, style=style), Lines(*lines))
    console.print(row)
