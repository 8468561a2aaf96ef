"""``citizen-profile conformance``."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from joserfc.jwk import ECKey
    from rich.console import Console

    from profile_core.conformance.examine import Examination, Tell
    from profile_core.conformance.model import Check, Report, Target
_PORT = 8699
_Url = Annotated[str, typer.Argument(help="The base address of your endpoint.")]
_Subjects = Annotated[
    list[str], typer.Option("--subject", help="A synthetic number that has items; once for each.")
]
_Other = Annotated[str, typer.Option(help="Another, with items of which none is also the first's.")]
_Block = Annotated[str, typer.Option(help="The block that is asked about.")]
_Types = Annotated[
    list[str] | None, typer.Option("--type", help="A type that you registered; once for each.")
]
_Only = Annotated[
    list[str] | None, typer.Option("--check", help="Make only this check, by its code; once for each.")
]
_Live = Annotated[bool, typer.Option("--live/--no-live", help="Ask live questions (PULL_LIVE).")]
_Feed = Annotated[bool, typer.Option("--feed", help="Follow the change feed too (PULL_FEED).")]
_JwksPort = Annotated[
    int, typer.Option(help="Where the key is served meanwhile, on 127.0.0.1.", min=1, max=65535)
]
_Key = Annotated[
    Path | None, typer.Option(help="Sign with this private JWK instead; its issuer serves the public half.")
]
_Issuer = Annotated[str, typer.Option(help="The issuer's address as your endpoint reaches it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]
_Page = Annotated[
    Path | None, typer.Option(help="Write the report to this file as one HTML page.", dir_okay=False)
]


def conformance(
    url: _Url,
    subject: _Subjects,
    *,
    other_subject: _Other = "",
    block: _Block = "notifications",
    type_: _Types = None,
    check: _Only = None,
    live: _Live = True,
    feed: _Feed = False,
    jwks_port: _JwksPort = _PORT,
    key: _Key = None,
    issuer: _Issuer = "",
    json: _Json = False,
    page: _Page = None,
) -> None:
    """Ask a source endpoint as we do, and say with remedies what is right and wrong.

    Exit status 0: nothing is wrong; 1: something is; 2: it could not be asked.
    """
    from profile_core.conformance.model import State, Target, UnreachableError

    _refuse(page, asks_nothing=not live and not feed)
    target = Target(
        url=_address(url),
        subjects=tuple(_number(one) for one in subject),
        other_subject=_number(other_subject) if other_subject else "",
        block=block,
        types=frozenset(type_ or ()),
        live=live,
        feed=feed,
    )
    try:
        report = _report(target, check or (), key=key, issuer=issuer, port=jwks_port)
    except UnreachableError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        raise typer.Exit(2) from error
    _say(report, json=json, page=page)
    raise typer.Exit(1 if report.count(State.WRONG) else 0)


def _refuse(page: Path | None, *, asks_nothing: bool) -> None:
    """Refuse what would be of no use, before anything is asked."""
    if page is not None and not page.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {page.parent} for the page.")
    if asks_nothing:
        raise typer.BadParameter("With --no-live there is only the feed: say --feed too.")


def _report(target: "Target", codes: Sequence[str], *, key: Path | None, issuer: str, port: int) -> "Report":
    from profile_core.conformance.examine import Examination
    from profile_core.conformance.signing import Signer, new_key
    from profile_core.conformance.trusted import served

    checks = _chosen(codes)
    if key is not None:
        if not issuer:
            raise typer.BadParameter("Name with --issuer who serves the public half of --key.")
        signer = Signer(key=_private_key(key), issuer=issuer)
        return _made(Examination(target=target, signer=signer, checks=checks))
    signer = Signer(key=new_key(), issuer=issuer or f"http://localhost:{port}")
    with served(signer.key, signer.issuer, port):
        return _made(Examination(target=target, signer=signer, checks=checks))


def _made(examination: "Examination") -> "Report":
    from rich.console import Console

    with _progress(Console(stderr=True), len(examination.checks)) as tell:
        return asyncio.run(examination.report(tell))


@contextmanager
def _progress(console: "Console", checks: int) -> "Generator[Tell]":
    """Show on a terminal which check is under way."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[code]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=checks, code="")

        def tell(check: "Check") -> None:
            progress.update(task, advance=1, code=check.code)

        yield tell


def _say(report: "Report", *, json: bool, page: Path | None) -> None:
    from rich.console import Console

    from profile_core.conformance import as_json, as_page, as_text

    if page is not None:
        page.write_text(as_page.written(report), encoding="utf-8")
    if json:
        typer.echo(as_json.written(report))
    else:
        as_text.write(report, Console(highlight=False, soft_wrap=False))


def _chosen(codes: Sequence[str]) -> "Sequence[Check]":
    from profile_core.conformance.checks import CHECKS

    if unknown := set(codes) - {check.code for check in CHECKS}:
        raise typer.BadParameter(f"There is no check {min(unknown)}.")
    return [check for check in CHECKS if not codes or check.code in codes]


def _address(url: str) -> str:
    """Return a base address as paths are put below it; whatever is none is a wrong use."""
    from urllib.parse import urlsplit

    from profile_core.kit.redaction import contains_number

    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "?" in url or "#" in url or "@" in url or contains_number(url):
        raise typer.BadParameter("Give the base address of the endpoint, such as http://localhost:8610.")
    return url.rstrip("/")


def _number(said: str) -> str:
    """Return the digits of a synthetic number; the message does not repeat what was typed."""
    from profile_core.kit.numbers import enterprise_number, national_number

    number = national_number(said) or enterprise_number(said)
    if number is None:
        raise typer.BadParameter("A subject is a valid national or enterprise number. Use synthetic ones.")
    return number


def _private_key(file: Path) -> "ECKey":
    import msgspec
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    try:
        key = ECKey.import_key(msgspec.json.decode(file.read_bytes(), type=dict[str, Any]))
    except (OSError, ValueError, JoseError) as error:
        raise typer.BadParameter(f"{file} is no private JWK of the curve P-256.") from error
    if not key.is_private or not key.kid:
        raise typer.BadParameter(f"{file} needs a kid and its private half.")
    return key
