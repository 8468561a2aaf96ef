"""`citizen-profile serve` until `/ready`, on a migrated database."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from benchmarks.figure import Figure
from tests.databases import free_port

_PROGRAM = str(Path(sys.executable).with_name("citizen-profile"))
_MOST = 3.0


def measure() -> list[Figure]:
    """Start it twice; the first start may compile."""
    with tempfile.TemporaryDirectory(prefix="citizen-profile-bench-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "CITIZEN_PROFILE_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.sqlite",
            "CITIZEN_PROFILE_KEYRING_FILE": f"{folder}/keyring.json",
            "CITIZEN_PROFILE_PUBLIC_URL": f"http://localhost:{port}",
            "CITIZEN_PROFILE_GATEWAY_PORT": str(port),
            "CITIZEN_PROFILE_BLOCKS": "notifications,header",
        }
        for command in (["keyring", "create"], ["migrate"]):
            subprocess.run([_PROGRAM, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        seconds = min(_started(environment, port) for _ in range(2))
    value = f"{seconds:.1f} s"
    return [Figure(what="serve to ready", value=value, bar=f"<= {_MOST:.0f} s", met=seconds <= _MOST)]


def _started(environment: dict[str, str], port: int) -> float:
    began = time.monotonic()
    process = subprocess.Popen([_PROGRAM, "serve"], env=environment, stderr=subprocess.DEVNULL)
    try:
        while not _ready(port):
            if process.poll() is not None:
                raise SystemExit("the gateway ended before it was ready")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/ready").status_code == 200
    except httpx2.TransportError:
        return False
