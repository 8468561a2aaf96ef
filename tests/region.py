"""A whole region for tests: `citizen-profile demo` in a folder of its own, played through `var/demo.json`."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROGRAM = Path(sys.executable).with_name("citizen-profile")
ROOT = Path(__file__).parents[1]
_PORTS = 10
_START = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region that runs. ``facts`` is what `var/demo.json` says; ``database`` is the address it was given."""

    process: subprocess.Popen[bytes]
    folder: Path
    facts: dict[str, Any]
    database: str

    @property
    def gateway(self) -> str:
        return self.facts["gateway"]

    def site(self, name: str) -> str:
        """Return the address of the site whose name holds ``name``."""
        return next(site["url"] for site in self.facts["sites"] if name in site["name"].lower())

    def log(self) -> str:
        return (self.folder / "demo.log").read_text()


@contextmanager
def demo(folder: Path, *options: str, **settings: str) -> Iterator[Region]:
    """Run the demo and stop it as a person does, by Ctrl-C."""
    environment = {**os.environ, "DEMO_PORT": str(free_ports()), **settings}
    with (folder / "demo.log").open("w") as log:
        process = subprocess.Popen(
            [PROGRAM, "demo", *options],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_hear_the_terminal,  # noqa: PLW1509 (it touches no lock)
        )
    try:
        given = environment.get("CITIZEN_PROFILE_DATABASE_URL", "")
        yield Region(process=process, folder=folder, facts=_facts(process, folder), database=given)
    finally:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)  # where a test holds it still
        process.wait(timeout=30)


def _hear_the_terminal() -> None:
    """Ignore nothing, whatever the tests themselves were told to ignore (`nohup`)."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _facts(process: subprocess.Popen[bytes], folder: Path) -> dict[str, Any]:
    """Wait until all that `var/demo.json` names answers."""
    written = folder / "var" / "demo.json"
    for _ in range(_START * 10):
        if process.poll() is not None:
            raise RuntimeError(f"the demo ended: {(folder / 'demo.log').read_text()}")
        if written.exists() and _all_answer(facts := json.loads(written.read_text())):
            return facts
        time.sleep(0.1)
    raise RuntimeError(f"the demo does not serve: {(folder / 'demo.log').read_text()}")


def _all_answer(facts: dict[str, Any]) -> bool:
    addresses = [f"{facts['gateway']}/ready", *(site["url"] for site in facts["sites"])]
    return all(_answers(address, facts.get("certificate_authority")) for address in addresses)


def _answers(address: str, authority: str | None) -> bool:
    """Ask as a browser would, which resolves `*.localhost` by itself; Python does not."""
    parts = urlsplit(address)
    assert parts.port
    asked = HTTPConnection("127.0.0.1", parts.port, timeout=5)
    if authority:
        trusted = ssl.create_default_context(cafile=authority)
        asked = HTTPSConnection("127.0.0.1", parts.port, timeout=5, context=trusted)
    try:
        asked.request("GET", parts.path or "/", headers={"Host": parts.netloc})
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def free_ports() -> int:
    """Return the first of some ports that follow each other and are all free."""
    for first in range(21_000 + os.getpid() % 500 * 10, 30_000, _PORTS):
        if all(_is_free(port) for port in range(first, first + _PORTS)):
            return first
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
