"""A region whose mail goes to a real server of the test's own."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import httpx2
import msgspec
import pytest

from blocks.notifications.model import Address, Channels
from blocks.notifications.rows import own_addresses
from blocks.notifications.rows.tables import type_table as t
from profile_core.audit import about
from profile_core.contract import Acting, Caller, Measure, Platform, Store
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.outbound.rows.kept import Backlog
from profile_core.store import LANES
from profile_core.worker.looking import Looking
from profile_core.worker.metrics import Metrics
from profile_core.worker.outbound import Sending, client_of, uses_of
from profile_core.worker.settings import WorkerSettings
from profile_core.worker.shared import Shared
from profile_core.worker.turns import Turns
from tests.notifications.mail.mail_server import MailServer, Taken
from tests.notifications.mail.written import part
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, set_up
from tests.notifications.tokens import bearer

ENV = "CITIZEN_PROFILE_NOTIFICATIONS_"
MINE = "an.peeters@example.org"


@dataclass(frozen=True)
class Mailing:
    """A stage, the server that takes its mail, and what a test does with both."""

    stage: Stage
    server: MailServer
    gateway: httpx2.AsyncClient

    @property
    def platform(self) -> Platform:
        return self.stage.platform

    @property
    def an(self) -> Acting:
        """Return a citizen at our own pages."""
        return replace(self.stage.citizen(), at_pages=True)

    async def send(self) -> list[Taken]:
        """Do what the worker does with all that is due, once; return what the server took of it."""
        before = len(self.server.taken)
        uses = uses_of(self.platform)
        async with client_of(self.platform, uses) as http:
            for use, lane in product(uses, LANES):
                sending = Sending(
                    self.platform,
                    use,
                    lane=lane,
                    http=http,
                    shared=_shared(self.platform),
                )
                async with asyncio.TaskGroup() as group:
                    await sending._begin(group)
        return self.server.taken[before:]

    async def code(self) -> str:
        """Send what is due, and return the code that the last letter brought."""
        return code_in((await self.send())[-1])

    async def addresses(self, acting: Acting | None = None) -> list[Address]:
        async with self.platform.store.read() as tx:
            return await own_addresses.of(tx, acting or self.an, "email")

    async def noted(self) -> list[str]:
        """Return what stands in the audit about the citizen, the newest first."""
        async with self.platform.store.read() as tx:
            return [line.action for line in await about(tx, self.an.subject, most=50)]

    async def allow(
        self, caller: Caller, code: str, channels: Channels, legal_basis: str | None = None
    ) -> None:
        """Let a type go out by channels."""
        mine = (t.c.provider_id == caller.provider, t.c.code == code)
        async with self.platform.store.begin() as tx:
            row = await tx.row(t.select().where(*mine))
            assert row
            said = {
                "allowed": list(channels.allowed),
                "mandatory": list(channels.mandatory),
                "own": [msgspec.to_builtins(own) for own in channels.own],
            }
            definition = {**row.definition, "channels": said, "legal_basis": legal_basis}
            await tx.run(t.update().where(*mine).values(definition=definition))

    async def page(self, path: str, **form: str) -> httpx2.Response:
        """Ask for a page as the citizen does, or send a form of it."""
        headers = {"Accept": "text/html", **bearer(self.stage.citizen())}
        if not form:
            return await self.gateway.get(path, headers=headers)
        said = {"cp_session": self.stage.citizen().mark, **form}
        return await self.gateway.post(path, headers=headers, data=said)


def code_in(taken: Taken) -> str:
    [code] = re.findall(r"^ +(\d{6})$", part(taken.message, "plain").replace("\r", ""), re.MULTILINE)
    return code


@pytest.fixture
async def mailing(
    open_with: Callable[..., Store], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Mailing]:
    """Give a region that sends mail."""
    async with MailServer() as server:
        said = {
            "SMTP_HOST": "localhost",
            "SMTP_PORT": str(server.port),
            "SMTP_SECURITY": "none",
            "SMTP_TIMEOUT": "5",
            "MAIL_SENDER": "Mijn Profiel <no-reply@profile.example.org>",
        }
        for name, value in said.items():
            monkeypatch.setenv(f"{ENV}{name}", value)
        platform = platform_with(Settings(database_url=database_url), new_keyring(), open_with(LISTENERS))
        stage = await set_up(platform)
        transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=platform.settings.public_url) as client:
            yield Mailing(stage=stage, server=server, gateway=client)


def _shared(platform: Platform) -> Shared:
    stopping = asyncio.Event()
    return Shared(
        settings=WorkerSettings(),
        metrics=Metrics(_no_backlogs, _no_measures),
        looking=Looking(platform.store, look_every=1, stopping=stopping),
        turns=Turns(),
        stopping=stopping,
    )


async def _no_backlogs() -> Mapping[str, Backlog]:
    return {}


async def _no_measures() -> Sequence[Measure]:
    return ()
