"""Simulators as processes of their own, and keys for their clients."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.testing.processes import ROOT, command, wait_for


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start a simulator with a configuration and return its address once it answers."""
    folder = tmp_path_factory.mktemp("simulators")
    children: list[subprocess.Popen[bytes]] = []

    def _start(name: str, port: int, config: dict[str, Any]) -> str:
        file = folder / f"{name}-{port}.json"
        file.write_text(json.dumps(config))
        children.append(subprocess.Popen(command(name, file, port), cwd=ROOT))
        address = f"http://127.0.0.1:{port}"
        wait_for(address, children[-1])
        return address

    yield _start
    for child in children:
        child.terminate()
        child.wait(10)
