"""Whether the database can be reached, said for people: the command line asks before it does anything."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from profile_core.kit import clock
from profile_core.kit.errors import InvalidError
from profile_core.kit.settings import Settings
from profile_core.store.store import Store, open_store, sqlstate
from profile_core.store.tables import now

_REMEDIES = {
    "28P01": "The password is wrong: mend it in CITIZEN_PROFILE_DATABASE_URL.",
    "28000": "The role may not log in from here: mend the role, or pg_hba.conf of the server.",
    "3D000": "The server has no such database: make it with createdb, or mend the name in the address.",
    "53300": "The server has no connection left: lower CITIZEN_PROFILE_DATABASE_POOL or put PgBouncer in front.",
    "57P03": "The server is starting or stopping: try again in a moment.",
}


def opened(settings: Settings) -> Store:
    """Open the store of the settings, or say what is wrong with the address of its database."""
    if not settings.database_url.startswith(("postgresql+asyncpg://", "sqlite+aiosqlite://")):
        message = (
            "CITIZEN_PROFILE_DATABASE_URL is no address we know. Give postgresql+asyncpg://user@host/name "
            "or sqlite+aiosqlite:///path/to/file."
        )
        raise InvalidError("database.address", message)
    try:
        return open_store(settings, {})
    except ModuleNotFoundError as error:
        message = f"The driver {error.name} is not installed: pip install 'citizen-profile[postgres]'"
        raise InvalidError("database.driver", message) from error


def make_folder(settings: Settings) -> None:
    """Make the folder of a SQLite file; PostgreSQL needs none."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


async def ask(store: Store) -> str:
    """Return what the database says it is; one that cannot be used raises ``InvalidError`` with a remedy."""
    shown = store.engine.url.render_as_string(hide_password=True)
    try:
        async with store.engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            version = await connection.scalar(
                sa.text(f"SELECT {'sqlite_version' if sqlite else 'version'}()")
            )
    except OSError as error:
        message = f"Nothing answers at {shown}: start the database server, or mend the address."
        raise InvalidError("database.away", message) from error
    except DBAPIError as error:
        remedy = _REMEDIES.get(sqlstate(error) or "", "Read the log of the database server.")
        if "unable to open database file" in str(error.orig):
            remedy = "The folder of the file does not exist or may not be written: citizen-profile migrate makes it."
        raise InvalidError("database.refused", f"{shown} refuses us ({error.orig}). {remedy}") from error
    return f"SQLite {version}" if sqlite else " ".join(str(version).split()[:2])


async def clock_difference(store: Store) -> float:
    """Return by how many seconds the database's clock is ahead of this machine's."""
    async with store.read() as tx:
        theirs = await tx.value(sa.select(now()))
    return (theirs - clock.now()).total_seconds()
