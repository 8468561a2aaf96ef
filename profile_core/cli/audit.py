"""``citizen-profile audit``: what the trail says about somebody."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.kit.acting import SubjectRef
    from profile_core.kit.keyring import Keyring
    from profile_core.kit.settings import Settings
    from profile_core.store import Tx

app = typer.Typer(help="The audit trail: who did what, for whom, when.", no_args_is_help=True)


class Whom(StrEnum):
    """About whom lines are asked."""

    CITIZEN = "citizen"
    ENTERPRISE = "enterprise"
    PROVIDER = "provider"
    REGION = "region"


@app.callback()
def _group() -> None:
    """Keep ``list`` a command of a group although it is alone."""


@app.command("list")
def list_lines(
    whom: Annotated[Whom, typer.Argument(help="Whose lines; the number or code is asked for.")],
    most: Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=100_000)] = 1_000,
) -> None:
    """List the lines about somebody, which leaves a line too.

    A number is read from standard input, so that it stands in no history of commands.
    """
    from profile_core.cli.keys import read_keyring
    from profile_core.kit.settings import Settings

    settings = Settings()
    keyring = read_keyring(settings)
    key = "" if whom is Whom.REGION else typer.prompt("Code" if whom is Whom.PROVIDER else "Number")
    for line in asyncio.run(_read(settings, keyring, whom, key, most)):
        typer.echo(_written(line))


async def _read(settings: "Settings", keyring: "Keyring", whom: Whom, key: str, most: int) -> Sequence[Any]:
    from profile_core import audit
    from profile_core.store import reach

    store = reach.opened(settings)
    try:
        await reach.ask(store)
        async with store.begin() as tx:
            subject = await _subject(tx, keyring, whom, key)
            lines = await audit.about(tx, subject, most=most)
            await audit.record(
                tx, subject=subject, actor=audit.OPERATOR, action="audit.read", purpose=whom.value
            )
            return lines
    finally:
        await store.close()


async def _subject(tx: "Tx", keyring: "Keyring", whom: Whom, key: str) -> "SubjectRef":
    """Return who is meant; a number or code that is not known is a ``CommandError`` that does not repeat it."""
    from profile_core import audit
    from profile_core.directory import rows, subjects
    from profile_core.kit.acting import SubjectRef

    if whom is Whom.REGION:
        return audit.REGION
    if whom is Whom.PROVIDER:
        provider = await rows.provider_of_code(tx, key)
        if provider is None:
            raise CommandError("There is no provider of this code.")
        return SubjectRef(provider.id)
    number = subjects.national(key) if whom is Whom.CITIZEN else subjects.enterprise(key)
    known = await subjects.look_up(tx, keyring, [number])
    if number not in known:
        raise CommandError(f"No {whom} of this number was ever known here.")
    return known[number].ref


def _written(line: Any) -> str:
    from profile_core.kit import clock

    detail = " ".join(
        f"{name}={value!r}" if " " in value else f"{name}={value}" for name, value in line.detail.items()
    )
    by = f"{line.actor_kind}:{line.actor}"
    return f"{clock.rfc3339(line.at)} {line.action} {line.purpose} {by} {detail}".rstrip()
