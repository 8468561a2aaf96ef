"""``citizen-profile site check``: what the page of a site lacks, for people and as JSON."""

import asyncio
import json
from typing import Annotated

import typer

from embed_header.site_check.examine import Report, examine
from embed_header.site_check.kinds import Level
from profile_core.contract import Opener, Pages

_PATIENCE = 10.0
_LANGUAGE = "en"
_COLOURS = {
    Level.OK: typer.colors.GREEN,
    Level.ADVICE: typer.colors.BLUE,
    Level.WARNING: typer.colors.YELLOW,
    Level.ERROR: typer.colors.RED,
}

_Address = Annotated[str, typer.Argument(help="A page of a registered site, such as https://www.gent.be/.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the findings for programs.")]


def add(app: typer.Typer, opened: Opener) -> None:
    """Add the command to the group ``site``."""

    @app.command("check")
    def check(url: _Address, *, as_json: _Json = False) -> None:  # pyright: ignore[reportUnusedFunction] (typer has it)
        """Look at a page with the header in it, and name a remedy for what is wrong; exit status 1 on errors."""
        asyncio.run(_check(opened, url, as_json=as_json))


async def _check(opened: Opener, url: str, *, as_json: bool) -> None:
    async with opened() as platform:
        report = await examine(platform, url, patience=_PATIENCE)
        lines = _lines(platform.pages, report)
    if as_json:
        typer.echo(json.dumps({"page": report.address, "findings": lines}, indent=2))
    else:
        _print(report, lines)
    if report.count(Level.ERROR):
        raise typer.Exit(1)


def _lines(pages: Pages, report: Report) -> list[dict[str, str]]:
    return [
        {
            "code": one.kind.code,
            "level": one.kind.level.name.lower(),
            "seen": pages.words(one.kind.seen, _LANGUAGE, **one.values),
            "remedy": pages.words(one.kind.remedy, _LANGUAGE, **one.values) if one.kind.remedy else "",
        }
        for one in report.findings
    ]


def _print(report: Report, lines: list[dict[str, str]]) -> None:
    for one, line in zip(report.findings, lines, strict=True):
        typer.secho(f"{line['level']:<8}{line['code']}", fg=_COLOURS[one.kind.level])
        for said in filter(None, (line["seen"], line["remedy"])):
            typer.echo(f"        {said}")
    errors, warnings = report.count(Level.ERROR), report.count(Level.WARNING)
    typer.echo(f"{report.address or 'This'}: {errors} errors, {warnings} warnings.")
