"""The gateway: in this process for what it answers, as a process of its own for what it withstands."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from profile_core.contract import Block, Platform
from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Deployment, Settings
from tests.conftest import migrate
from tests.databases import Database, free_port
from tests.gateway.platforms import played
from tests.testing.processes import ROOT, wait_for

OWN = "https://profile.example.org"
CITIZEN = {"Authorization": "Bearer citizen:An"}
PROGRAM = {"Authorization": "Bearer program:gent"}


@pytest.fixture
async def open_gateway(database: Database) -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """Open gateways over this test's database; keywords are settings."""
    opened: list[tuple[Platform, httpx2.AsyncClient]] = []

    def _open(*blocks: Block, environment: str = "development", **changes) -> httpx2.AsyncClient:
        settings = Settings(
            database_url=database.url, public_url=OWN, environment=Deployment(environment), **changes
        )
        platform = played(settings, *blocks)
        transport = httpx2.ASGITransport(build(platform, GatewaySettings()), raise_app_exceptions=False)
        opened.append((platform, httpx2.AsyncClient(transport=transport, base_url=OWN)))
        return opened[-1][1]

    yield _open
    for platform, client in opened:
        await client.aclose()
        await platform.store.close()


@pytest.fixture
async def gateway(open_gateway: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return open_gateway()


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A gateway that runs by itself."""

    port: int
    child: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def work(self) -> float:
        """Return the seconds of processor time used so far."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Return the resident memory in bytes."""
        lines = Path(f"/proc/{self.child.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def start_gateway(database_url: str, folder: Path, *arguments: str, **changes: str) -> Iterator[Process]:
    """Run ``tests.gateway.serve`` with arguments; keywords are its environment, without the prefix."""
    port = free_port()
    environment = {
        "DATABASE_URL": database_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GATEWAY_PORT": str(port),
        **changes,
    }
    names = {f"CITIZEN_PROFILE_{name}": value for name, value in environment.items()}
    log = folder / f"gateway-{port}.log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "tests.gateway.serve", *arguments]
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **names}, stderr=file)
    try:
        wait_for(f"http://127.0.0.1:{port}/alive", child)
        yield Process(port=port, child=child, log=log)
    finally:
        child.terminate()
        child.wait(30)


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a migrated SQLite database, for tests to which the kind does not matter."""
    file = tmp_path_factory.mktemp("gateway") / "citizen-profile.sqlite"
    migrate(f"sqlite+aiosqlite:///{file}")
    return f"sqlite+aiosqlite:///{file}"


async def ask(
    client: httpx2.AsyncClient, path: str, query: str, headers: dict[str, str], **more
) -> httpx2.Response:
    return await client.post(path, json={"query": query, **more}, headers=headers)
