"""The example of docs/header/testing.md, run as it stands on a page that carries the header under the strictest policy."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import playwright
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embed_header.releases import SCRIPT, STYLE, releases
from tests.standing import stood
from tests.testing.processes import NODE, ROOT

GATEWAY = "https://profile.example.org"
NEWEST = releases()[-1]
PINNED = f"{GATEWAY}/header/{NEWEST.version}"
POLICY = f"default-src 'none'; script-src {GATEWAY}; style-src {GATEWAY}; connect-src 'self' {GATEWAY}; require-trusted-types-for 'script'"
PAGE = f"""<!doctype html><html lang="nl"><title>Stad Gent</title>
<link rel="stylesheet" href="{PINNED}/{STYLE}" integrity="{NEWEST.integrity(STYLE)}" crossorigin="anonymous">
<script type="module" src="{PINNED}/{SCRIPT}" integrity="{NEWEST.integrity(SCRIPT)}" crossorigin="anonymous"></script>
<citizen-profile-header api="{GATEWAY}"><a href="/login">Aanmelden</a></citizen-profile-header>
<main><h1>Stad Gent</h1></main></html>"""
_BLOCK = re.compile(r"^```\w+ ([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


async def _page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


@pytest.fixture
def site() -> Iterator[str]:
    with stood(Starlette(routes=[Route("/", _page)])) as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out what the page says to have at hand, with the browser of this machine."""
    blocks = dict(_BLOCK.findall((ROOT / "docs" / "header" / "testing.md").read_text()))
    spec = blocks["header.spec.mjs"].replace(
        "chromium.launch()", "chromium.launch({ executablePath: '/usr/bin/chromium' })"
    )
    (tmp_path / "header.spec.mjs").write_text(spec)
    (tmp_path / "run").write_text(blocks["run"])
    shutil.copy(ROOT / "embed_header/dist/mock/citizen-profile-header-mock.classic.js", tmp_path)
    (tmp_path / "node_modules").mkdir()
    driver = Path(playwright.__file__).parent / "driver" / "package"
    (tmp_path / "node_modules" / "playwright").symlink_to(driver)
    return tmp_path


def test_example_passes_as_it_stands(folder: Path, site: str):
    done = subprocess.run(
        ["bash", "-eu", "run"],
        cwd=folder,
        env={**os.environ, "SITE": site, "PATH": f"{NODE.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 1" in done.stdout
