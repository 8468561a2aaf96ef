"""The gateway: in this process for what it answers, as a process of its own for what it withstands."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from profile_core.contract import Block, Platform
from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Deployment, Settings
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

    def memory(self) -> int:
        """Return the resident memory in bytes."""
        lines = Path(f"/proc/{self.child.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.fixture
def serve(database: Database, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Start gateway processes over this test's database; keywords are environment, without the prefix."""
    started: list[Process] = []

    def _serve(**changes: str) -> Process:
        port = free_port()
        environment = {
            "DATABASE_URL": database.url,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "GATEWAY_PORT": str(port),
            **changes,
        }
        names = {f"CITIZEN_PROFILE_{name}": value for name, value in environment.items()}
        log = tmp_path / f"gateway-{port}.log"
        with log.open("wb") as file:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.gateway.serve"],
                cwd=ROOT,
                env={**os.environ, **names},
                stderr=file,
            )
        started.append(Process(port=port, child=child, log=log))
        wait_for(f"{started[-1].url}/alive", child)
        return started[-1]

    yield _serve
    for process in started:
        process.child.terminate()
        process.child.wait(30)


async def ask(
    client: httpx2.AsyncClient, path: str, query: str, headers: dict[str, str], **more
) -> httpx2.Response:
    return await client.post(path, json={"query": query, **more}, headers=headers)
