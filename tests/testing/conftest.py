"""Simulators as processes of their own, and keys for their clients."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.testing.processes import ROOT, command, wait_for


@pytest.fixture
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start a simulator with a configuration and return its address once it answers."""
    children: list[subprocess.Popen[bytes]] = []

    def _start(name: str, port: int, config: dict[str, Any]) -> str:
        file = tmp_path / f"{name}-{port}.json"
        file.write_text(json.dumps(config))
        children.append(subprocess.Popen(command(name, file, port), cwd=ROOT))
        address = f"http://127.0.0.1:{port}"
        wait_for(address, children[-1])
        return address

    yield _start
    for child in children:
        child.terminate()
        child.wait(10)
