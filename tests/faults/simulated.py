"""Simulated sources of a region of processes: each a process of its own that can hang, be gone and come back."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.testing.processes import ROOT, command, free_port, wait_for


@dataclass(slots=True, kw_only=True)
class Simulated:
    """One source, which is at the same port whenever it runs.."""

    code: str
    config: Path
    port: int
    child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/s/{self.code}"

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        self.child = subprocess.Popen(command("source", self.config, self.port), cwd=ROOT)
        wait_for(f"http://127.0.0.1:{self.port}", self.child)

    def questions(self) -> int:
        """Return how many questions it was asked since it runs."""
        told = httpx2.get(f"http://127.0.0.1:{self.port}/_control/{self.code}").json()
        return told["calls"].get("query", 0)

    def hangs(self) -> None:
        """Take questions from now on, and never answer them."""
        self._misbehave("hang")

    def answers(self) -> None:
        """Answer again."""
        self._misbehave()

    def gone(self) -> None:
        """Be killed: connections are refused from now on."""
        if self.child is not None:
            self.child.kill()
            self.child.wait(10)

    def _misbehave(self, *faults: str) -> None:
        told = httpx2.post(f"http://127.0.0.1:{self.port}/_control/{self.code}", json={"faults": faults})
        assert told.status_code == 200, told.text


@contextmanager
def simulated(
    folder: Path, config: Mapping[str, Any], codes: Sequence[str]
) -> Iterator[dict[str, Simulated]]:
    """Start sources by code, each with types of its own; ``config`` is what else the simulator reads."""
    started = {code: _configured(folder, config, code) for code in codes}
    try:
        for one in started.values():
            one.start()
        yield started
    finally:
        for one in started.values():
            one.gone()


def _configured(folder: Path, config: Mapping[str, Any], code: str) -> Simulated:
    served = {**config["source"], "types": {f"letter.{code}": "MESSAGE"}}
    file = folder / f"source-{code}.json"
    issuer = {"issuer": config["issuer"], "jwksUri": config["jwksUri"]}
    file.write_text(json.dumps({**issuer, "sources": {code: served}}))
    return Simulated(code=code, config=file, port=free_port())
