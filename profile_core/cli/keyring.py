"""``citizen-profile keyring``: the secrets of a deployment, in one file."""

import asyncio
from typing import TYPE_CHECKING

import typer

from profile_core.cli.failures import CommandError

if TYPE_CHECKING:
    from profile_core.contract import Platform
    from profile_core.kit.keyring import Keyring
    from profile_core.kit.settings import Settings

app = typer.Typer(help="The secrets of a deployment: make them, rotate them.", no_args_is_help=True)


@app.command()
def create() -> None:
    """Make the keyring of a new deployment. Back it up apart from the database: without it nothing opens."""
    from profile_core.cli.keys import write_secret
    from profile_core.kit import keyfile
    from profile_core.kit.keyring import new_keyring
    from profile_core.kit.settings import Settings

    file = Settings().keyring_file
    if file.exists():
        raise CommandError(
            f"{file} exists and is not replaced: what it sealed would be lost. To renew it: citizen-profile keyring rotate"
        )
    write_secret(file, keyfile.dump(new_keyring()))
    typer.echo(f"Made {file}. Keep a copy of it where the database's back-ups are not.")


@app.command()
def rotate() -> None:
    """Add a new generation of secrets, which seals nothing yet.

    Hand the file to every process and restart them, then run: citizen-profile keyring promote
    """
    from profile_core.cli.keys import read_keyring, write_secret
    from profile_core.kit import keyfile
    from profile_core.kit.keyring import rotated
    from profile_core.kit.settings import Settings

    settings = Settings()
    keyring = rotated(read_keyring(settings))
    write_secret(settings.keyring_file, keyfile.dump(keyring))
    typer.echo(
        f"{settings.keyring_file} now has {len(keyring.generations)} generations. Restart every process with it,"
    )
    typer.echo("then let the new one seal: citizen-profile keyring promote")


@app.command()
def promote() -> None:
    """Let the latest generation seal; the older ones still open and look up.

    Hand the file to every process and restart them, then run: citizen-profile keyring reseal
    """
    from profile_core.cli.keys import read_keyring, write_secret
    from profile_core.kit import keyfile
    from profile_core.kit.keyring import promoted
    from profile_core.kit.settings import Settings

    settings = Settings()
    keyring = promoted(read_keyring(settings))
    write_secret(settings.keyring_file, keyfile.dump(keyring))
    typer.echo(
        f"Generation {keyring.generations[0].id} seals from now on. Restart every process with the file,"
    )
    typer.echo("then seal anew what lies in the database: citizen-profile keyring reseal")


@app.command()
def reseal() -> None:
    """Seal anew, under the generation that seals, numbers of people, secrets of webhooks and what blocks keep for long.

    May be run again at any time.
    """
    from profile_core.cli.keys import read_keyring
    from profile_core.contract import open_platform
    from profile_core.kit.settings import Settings

    settings = Settings()
    renewed = asyncio.run(_reseal(settings, read_keyring(settings)))
    typer.echo(f"{renewed} numbers were sealed anew.")
    for block, count in asyncio.run(_reseal_secrets(open_platform(settings))).items():
        typer.echo(f"{block}: {count} secrets were sealed anew.")


async def _reseal(settings: "Settings", keyring: "Keyring") -> int:
    from rich.progress import Progress

    from profile_core.directory import subjects
    from profile_core.kit.ids import BUCKETS
    from profile_core.store import reach

    store, renewed = reach.opened(settings), 0
    try:
        await reach.ask(store)
        with Progress(transient=True) as progress:
            for bucket in progress.track(range(BUCKETS), description="Numbers"):
                async with store.begin() as tx:
                    renewed += await subjects.reseal(tx, keyring, bucket)
    finally:
        await store.close()
    return renewed


async def _reseal_secrets(platform: "Platform") -> dict[str, int]:
    from profile_core.outbound.webhooks import registry

    try:
        webhooks = await registry.reseal(platform.store, platform.keyring)
        blocks = {block.name: await block.reseal(platform) for block in platform.blocks if block.reseal}
    finally:
        await platform.store.close()
    return {"webhooks": webhooks, **blocks}
