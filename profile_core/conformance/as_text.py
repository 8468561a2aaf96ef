"""The report for people at a terminal."""

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
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
    _line(console, Text.assemble((mark, style), " ", (check.code, "bold"), f": {check.claims}"), 0)
    if result.unseen:
        _line(console, Text(result.unseen), 7)
    for line in result.wrong:
        _line(console, Text(f"Seen: {line}", style="red"), 7)
    if result.wrong:
        _line(console, Text(f"Do: {check.remedy}"), 7)
        _line(console, Text(f"Read: {SECTIONS}, {check.section}", style="dim"), 7)


def _line(console: Console, text: Text, indent: int) -> None:
    console.print(Padding(text, (0, 0, 0, indent), expand=False))
