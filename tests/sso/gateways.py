"""Gateways as processes of their own over one database, and the load balancer before them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from profile_core.kit import keyfile
from profile_core.kit.keyring import Keyring
from tests.databases import free_port
from tests.sso.played import ISSUER
from tests.testing.processes import ROOT, wait_for


@contextmanager
def gateways(
    database_url: str, keyring: Keyring, folder: Path, count: int = 2, /, **settings: str
) -> Iterator[list[str]]:
    """Run gateways that say they are the issuer; return where each listens. Keywords are their settings."""
    file = folder / "keyring.json"
    file.write_bytes(keyfile.dump(keyring))
    known = {"DATABASE_URL": database_url, "KEYRING_FILE": str(file), "PUBLIC_URL": ISSUER, "BLOCKS": "sso"}
    with ExitStack() as stack:
        yield [stack.enter_context(_gateway(folder, known | settings)) for _ in range(count)]


@contextmanager
def _gateway(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    named = {f"CITIZEN_PROFILE_{name}": value for name, value in settings.items()}
    environment = {**os.environ, **named, "CITIZEN_PROFILE_GATEWAY_PORT": str(port)}
    command = [sys.executable, "-m", "profile_core.cli", "serve"]
    with (folder / f"gateway-{port}.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/alive", child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(30)


class Balanced(httpx2.AsyncBaseTransport):
    """Hands requests to the issuer over to the gateways in turn."""

    def __init__(self, addresses: list[str]) -> None:
        self._turns = cycle([urlsplit(address) for address in addresses])
        self._http = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        to = next(self._turns)
        url = request.url.copy_with(scheme="http", host=to.hostname, port=to.port)
        handed = httpx2.Request(request.method, url, headers=request.headers, stream=request.stream)
        return await self._http.handle_async_request(handed)

    async def aclose(self) -> None:
        await self._http.aclose()


def client(*addresses: str) -> httpx2.AsyncClient:
    """Open a client to which some gateways are the issuer."""
    return httpx2.AsyncClient(transport=Balanced([*addresses]), base_url=ISSUER, timeout=30)
