"""The README's three copy-paste paths, taken from it as they stand; only ports and folders are this test's."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.databases import free_port
from tests.region import ROOT, Region, demo

pytestmark = pytest.mark.journey

README = (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo for all three readers, as it is without settings: on SQLite."""
    with demo(tmp_path_factory.mktemp("readme")) as running:
        yield running


def _paste(kind: str, reader: str, region: Region) -> str:
    """Return what the README says to paste, for the ports and folders of this region."""
    pasted = "\n".join(re.findall(rf"```{kind} {reader}\n(.*?)```", README, re.DOTALL))
    assert pasted, f"the README has nothing for {reader}"
    base = int(region.gateway.rpartition(":")[2])
    for port in (8400, 8403):
        pasted = pasted.replace(f":{port}", f":{base + port - 8400}")
    return pasted.replace(".venv/bin/", f"{ROOT}/.venv/bin/").replace(
        " profile_core/", f" {ROOT}/profile_core/"
    )


def _run(commands: str, region: Region) -> str:
    """Run what was pasted, in the folder of the demo; the demo's address is the default, 8400, but for tests."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=region.folder,
        env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_web_team_pastes_the_header_into_a_page_under_its_policy(region: Region, browser: BrowserContext):
    snippet = _run(_paste("sh", "web-team", region), region)
    policy = _paste("csp", "web-team", region).strip()
    said: list[str] = []
    with _page(
        f'<!doctype html><html lang="fr"><title>x</title><body>{snippet}</body></html>', policy
    ) as address:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)

        expect(page.get_by_role("link", name="Se connecter")).to_be_visible()

    assert page.evaluate("customElements.get('citizen-profile-header') !== undefined")
    assert not [line for line in said if "Content Security Policy" in line]


def test_a_provider_sends_a_notification_and_sees_what_became_of_it(region: Region):
    sent, seen = _run(_paste("sh", "provider", region), region).replace("}}{", "}}\n{").splitlines()[:2]

    assert json.loads(sent)["data"]["registerNotifications"][0]["externalId"] == "reservation-1"
    deliveries = json.loads(seen)["data"]["notifications"]["deliveries"]["nodes"]
    assert "reservation-1" in {delivery["externalId"] for delivery in deliveries}


def test_an_operator_starts_a_region(region: Region):
    port = free_port()
    commands = _paste("sh", "operator", region).replace(":8500", f":{port}").replace("=8500", f"={port}")

    said = _run(f"trap 'kill $(jobs -p)' EXIT\n{commands}", region)

    assert json.loads(said.splitlines()[-1])["ready"] is True, said


@contextmanager
def _page(html: str, policy: str) -> Iterator[str]:
    """Serve one page of a municipality with its policy; other addresses are not there."""

    class _Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode() if self.path == "/" else b"")

        def do_POST(self) -> None:
            self.send_response(401)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it has there)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://brugge.localhost:{server.server_port}/"
    finally:
        server.shutdown()
