import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from blocks.notifications import types
from blocks.notifications.model import Channels, OwnChannel, OwnUse
from blocks.notifications.rows import own_addresses
from profile_core.contract import Caller, Store
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.outbound.webhooks import WebhookUse, registry
from profile_core.store import open_store
from tests.databases import Database
from tests.faults.counting import Count, Owed
from tests.faults.outside import Outside, stood
from tests.faults.run import Run
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, people, set_up, type_draft
from tests.notifications.processes import processes

BESIDE, INSTEAD, QUIET = "faults.beside", "faults.instead", "faults.quiet"
CHANNELS = {
    BESIDE: Channels(allowed=("email",), own=(OwnChannel(code="sms", use=OwnUse.BESIDE, channel="email"),)),
    INSTEAD: Channels(
        allowed=("email",), own=(OwnChannel(code="app", use=OwnUse.INSTEAD_OF, channel="email"),)
    ),
    QUIET: Channels(allowed=()),
}
ON = {
    BESIDE: frozenset({"inbox", "email", "own:sms"}),
    INSTEAD: frozenset({"inbox", "own:app"}),
    QUIET: frozenset({"inbox"}),
}
"""On which channels a type goes out, the inbox included."""
PEOPLE = 200
Recorded = Callable[[str, Run, Count], None]


@pytest.fixture
async def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Run]:
    """Give a run over the test's database; nothing is started yet."""
    async with opened(database, tmp_path, monkeypatch) as given:
        yield given


@asynccontextmanager
async def opened(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Run]:
    """Set up citizens with addresses and providers with types, on a database that is migrated and empty."""
    async with stood() as outside:
        settings = _mail(outside)
        for name, value in settings.items():
            monkeypatch.setenv(f"CITIZEN_PROFILE_{name}", value)
        platform_settings = Settings(database_url=database.url)
        store: Store = open_store(platform_settings, LISTENERS)
        stage = await set_up(platform_with(platform_settings, new_keyring(), store))
        numbers = synthetic(PEOPLE)
        stage = replace(stage, everybody=await people(stage.platform, numbers))
        await _give_addresses(stage, numbers)
        for caller in (stage.gent, stage.aalst):
            await goes_out(stage, caller, outside.address(caller.client_id))
        owes = _owing(stage, numbers)
        with processes(stage, folder) as started:
            yield Run(
                stage=stage,
                database=database,
                processes=started,
                outside=outside,
                numbers=numbers,
                owes=owes,
                settings=settings,
            )
        await store.close()


async def goes_out(stage: Stage, caller: Caller, address: str) -> None:
    """Let a provider register the types, and the address of its software."""
    for code, channels in CHANNELS.items():
        said = replace(type_draft(caller, code), channels=channels)
        await types.register(stage.platform, caller, said, dry_run=False)
    platform, uses = stage.platform, frozenset({WebhookUse.OWN_CHANNEL})
    await registry.register(platform.store, platform.keyring, caller, address, uses)


def synthetic(many: int) -> list[str]:
    """Return national numbers that nobody can have: with the sequence number 999."""
    days = [
        f"7{year}{month:02}{day:02}999" for year in range(10) for month in (1, 3, 5) for day in range(1, 29)
    ]
    chosen = random.Random(1).sample(days, many)
    return [f"{one}{97 - int(one) % 97:02}" for one in chosen]


@pytest.fixture
def recorded(request: pytest.FixtureRequest) -> Recorded:
    """Return a function that keeps the figures of a run for the table at the end."""

    def _recorded(note: str, run: Run, count: Count) -> None:
        figures = {
            "database": run.database.kind,
            "accepted": count.accepted,
            "owed": count.owed,
            "delivered": count.delivered,
            "lost": len(count.lost),
            "ghosts": len(count.ghosts),
            "duplicates": count.duplicates,
            "kills": run.kills,
            "seconds": round(monotonic() - run.began),
            "note": note,
        }
        request.node.user_properties.append(("figures", figures))

    return _recorded


def _mail(outside: Outside) -> dict[str, str]:
    said = {
        "SMTP_HOST": "localhost",
        "SMTP_PORT": str(outside.mail_port),
        "SMTP_SECURITY": "none",
        "MAIL_SENDER": "Mijn Profiel <no-reply@profile.example.org>",
    }
    return {f"NOTIFICATIONS_{name}": value for name, value in said.items()}


async def _give_addresses(stage: Stage, numbers: list[str]) -> None:
    platform = stage.platform
    async with platform.store.begin() as tx:
        for number in numbers:
            acting = stage.everybody[number]
            given = await own_addresses.add(
                tx, acting, platform.keyring, channel="email", text=_address(numbers, number), language="nl"
            )
            await own_addresses.verify(tx, acting, given)


def _address(numbers: list[str], number: str) -> str:
    return f"citizen-{numbers.index(number)}@example.org"


def _owing(stage: Stage, numbers: list[str]) -> Callable[[Caller, str, str], Owed]:
    addresses = {number: _address(numbers, number) for number in numbers}

    def _owes(caller: Caller, type_code: str, number: str) -> Owed:
        pairwise = stage.platform.keyring.pairwise(str(caller.provider), stage.everybody[number].subject.id)
        to = {"email": addresses[number], "own:sms": pairwise, "own:app": pairwise}
        return Owed(channels=ON[type_code], to=to)

    return _owes
