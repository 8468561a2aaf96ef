"""Gateways and workers as processes of their own, over a stage's database and keyring."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx2

from profile_core.kit import keyfile
from tests.databases import free_port
from tests.notifications.platforms import run
from tests.notifications.played import Stage

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.notifications.platforms", "tests.worker.work"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """Starts processes and sees to it that none stays.

    They are forked from a process that has read the code already: starting Python anew takes seconds.
    """

    stage: Stage
    folder: Path
    started: list[BaseProcess] = field(default_factory=list[BaseProcess])

    def gateway(self, part: str = "serve", **changes: str) -> tuple[str, BaseProcess]:
        """Start a gateway; return its address once it answers. Keywords are settings."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        child = self.start(part, PUBLIC_URL=address, GATEWAY_PORT=str(port), **changes)
        for _ in range(1_200):
            assert child.is_alive(), "the gateway ended"
            try:
                httpx2.get(f"{address}/alive")
            except httpx2.TransportError:
                time.sleep(0.05)
            else:
                return address, child
        raise AssertionError("the gateway does not answer")

    def worker(self, **changes: str) -> BaseProcess:
        """Start a worker; keywords are its settings."""
        return self.start("work", **{f"WORKER_{name}": value for name, value in changes.items()})

    def start(self, part: str, **changes: str) -> BaseProcess:
        """Start a process; keywords are settings, without their common prefix."""
        child = _FORKS.Process(target=run, args=(part, self.environment(**changes)))
        child.start()
        self.started.append(child)
        return child

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the environment of a process over the stage; keywords are settings."""
        keyring = self.folder / "keyring.json"
        if not keyring.exists():
            keyring.write_bytes(keyfile.dump(self.stage.platform.keyring))
        known = {
            "DATABASE_URL": self.stage.platform.settings.database_url,
            "KEYRING_FILE": str(keyring),
            "REQUEST_TIMEOUT": "60",
            **changes,
        }
        return {f"CITIZEN_PROFILE_{name}": value for name, value in known.items()}


@contextmanager
def processes(stage: Stage, folder: Path) -> Iterator[Processes]:
    """Give processes over a stage, and end them all afterwards."""
    given = Processes(stage=stage, folder=folder)
    try:
        yield given
    finally:
        for child in given.started:
            child.kill()
            child.join(30)
