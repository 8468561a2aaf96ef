"""``citizen-profile directory``."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.directory.load import Change
    from profile_core.kit.keyring import Keyring
    from profile_core.kit.settings import Settings
    from profile_core.store import Store, Tx

app = typer.Typer(help="Who takes part: providers, applications, sites, services.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep ``load`` a command of a group although it is alone."""


@app.command("load")
def load_files(
    files: Annotated[
        list[Path], typer.Argument(help="YAML files, loaded in this order.", exists=True, dir_okay=False)
    ],
) -> None:
    """Load directory files. Each is taken whole or not at all; loading it again changes nothing."""
    from profile_core.kit.settings import Settings

    show(load_all(Settings(), files))


def load_all(settings: "Settings", files: Sequence[Path]) -> list["Change"]:
    """Load files in one transaction each; the problems of a file become one ``CommandError``."""
    from profile_core.cli.keys import read_keyring

    keyring = read_keyring(settings)
    return asyncio.run(_load_all(settings, keyring, [(file, _source(file)) for file in files]))


def _source(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not written in UTF-8: save it in that encoding.") from error


async def _load_all(
    settings: "Settings", keyring: "Keyring", sources: Sequence[tuple[Path, str]]
) -> list["Change"]:
    from profile_core.store import reach

    store = reach.opened(settings)
    changes: list[Change] = []
    try:
        await reach.ask(store)
        for file, source in sources:
            changes += await _load(store, keyring, file, source, production=settings.production)
    finally:
        await store.close()
    return changes


async def _load(
    store: "Store", keyring: "Keyring", file: Path, source: str, *, production: bool
) -> list["Change"]:
    from profile_core.directory.load import RefusedFileError, load

    try:
        async with store.begin() as tx:
            changes = await load(tx, keyring, source, production=production)
            await _note(tx, changes)
            return changes
    except RefusedFileError as refused:
        lines = [f"{file}:{problem.line}: {problem.message}" for problem in refused.problems]
        raise CommandError("\n".join([*lines, f"Nothing of {file} was loaded."])) from refused


async def _note(tx: "Tx", changes: Sequence["Change"]) -> None:
    """Write what loading did, for each provider under it and for the rest under the region; no line where nothing was."""
    from profile_core import audit
    from profile_core.kit.acting import SubjectRef

    keys: dict[tuple[UUID | None, str, str], list[str]] = defaultdict(list)
    for change in changes:
        if change.outcome.value != "unchanged":
            keys[change.provider, change.kind, change.outcome.value].append(change.key)
    for (provider, kind, outcome), loaded in keys.items():
        named = {} if kind.startswith("synthetic") else {"keys": " ".join(loaded)}
        await audit.record(
            tx,
            subject=SubjectRef(provider) if provider else audit.REGION,
            actor=audit.OPERATOR,
            action="directory.loaded",
            purpose=outcome,
            detail={"kind": kind, "count": str(len(loaded)), **named},
        )


def show(changes: Sequence["Change"]) -> None:
    """Print how many of each kind were created, changed and left alone, and which were changed."""
    from rich.console import Console
    from rich.table import Table

    counts = Counter((change.kind, change.outcome.value) for change in changes)
    table = Table("", "created", "changed", "unchanged")
    for kind in dict.fromkeys(change.kind for change in changes):
        table.add_row(kind, *(str(counts[kind, outcome]) for outcome in ("created", "changed", "unchanged")))
    console = Console()
    console.print(table)
    for change in changes:
        if change.outcome.value == "changed":
            console.print(f"changed: {change.kind} {change.key}", markup=False)
