"""J2: a web team registers its site, takes a snippet, pastes it, and is told what is right and wrong with its page."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, KeySet
from playwright.sync_api import BrowserContext, Page, expect

from tests.region import Region, demo
from tests.testing.processes import ROOT

pytestmark = pytest.mark.journey

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Stad Brugge</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
</head><body>
{pasted}
<main><h1>Welkom in Brugge</h1><p><a href="/afval">Afval en recycling</a></p></main></body></html>"""


class Brugge:
    """A site whose web team pastes by hand; its server logs nobody in yet, and says so as it should."""

    def __init__(self) -> None:
        self.pasted, self.policy = "", "default-src 'none'"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://brugge.localhost:{self.server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class _Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                leads = {"/login": f"{site.origin}/after", "/logout": f"{site.origin}/"}.get(self.path)
                html = PAGE.format(pasted=site.pasted).encode()
                self.send_response(303 if leads else 200)
                self.send_header("Location", leads) if leads else None
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", site.policy)
                self.send_header("Content-Length", "0" if leads else str(len(html)))
                self.end_headers()
                self.wfile.write(b"" if leads else html)

            def do_POST(self) -> None:
                refused = b'{"error": "no_session"}'
                self.send_response(401 if self.headers["Origin"] == site.origin else 403)
                self.send_header("Content-Type", "application/json")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", str(len(refused)))
                self.end_headers()
                self.wfile.write(refused)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it has there)
                pass

        return _Answers


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    with demo(tmp_path_factory.mktemp("joining")) as running:
        yield running


@pytest.fixture
def brugge() -> Iterator[Brugge]:
    site = Brugge()
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()


def register(site: Brugge, region: Region, folder: Path) -> None:
    keys = folder / "site-keys.json"
    keys.write_text(json.dumps(KeySet([ECKey.generate_key("P-256", auto_kid=True)]).as_dict(private=False)))
    join = ["site", "join", "gent", site.origin, "--name", "nl=Stad Brugge", "--keys", str(keys)]
    join += ["--redirect-uri", f"{site.origin}/callback", "--scope", "openid", "--scope", "header"]
    done = subprocess.run(
        [ROOT / ".venv/bin/citizen-profile", *join],
        cwd=region.folder,
        env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": region.gateway},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def check(page: Page, region: Region, address: str) -> None:
    page.goto(f"{region.gateway}/header/check")
    page.get_by_label("Adres van uw pagina").fill(address)
    page.get_by_role("main").get_by_role("button").click()
    page.locator("#result").wait_for()


def test_web_team_registers_pastes_and_is_told_what_to_mend(
    region: Region, browser: BrowserContext, brugge: Brugge, tmp_path: Path
):
    page = browser.new_page()
    check(page, region, f"{brugge.origin}/")
    expect(page.get_by_role("main")).to_contain_text("geregistreerd")

    register(brugge, region, tmp_path)
    page.goto(f"{region.gateway}/header/snippet")
    page.get_by_label("Naam van uw organisatie").fill("Stad Brugge")
    page.get_by_role("main").get_by_role("button").click()
    snippet, policy = (page.locator("pre").nth(at).inner_text() for at in (0, 1))
    brugge.pasted = snippet

    check(page, region, f"{brugge.origin}/")
    wrong = page.get_by_role("main")
    expect(wrong).to_contain_text("Content-Security-Policy")
    expect(wrong.get_by_role("listitem").first).to_contain_text("script-src")

    brugge.policy = f"default-src 'none'; {'; '.join(policy.splitlines())}"
    check(page, region, f"{brugge.origin}/")
    expect(page.get_by_role("main")).not_to_contain_text("Fout")

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(brugge.origin)
    expect(page.get_by_role("link", name="Stad Brugge")).to_be_visible()
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    assert not [line for line in said if "Content Security Policy" in line]
