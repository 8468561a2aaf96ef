"""Every import contract is seen to break: in a copy of our packages with one import too many."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
EXTERNAL = ("graphql", "sqlalchemy")
BREAKS = {
    "core": [
        ("profile_core/kit/clock.py", "import profile_core.store"),
        ("profile_core/store/tx.py", "import profile_core.directory"),
        ("profile_core/directory/rows.py", "import profile_core.pages"),
        ("profile_core/pages/render.py", "import profile_core.contract"),
        ("profile_core/pages/render.py", "import profile_core.sources"),
        ("profile_core/sources/http.py", "import profile_core.outbound"),
        ("profile_core/contract/block.py", "import profile_core.gateway"),
        ("profile_core/worker/__init__.py", "import profile_core.gateway"),
        ("profile_core/gateway/__init__.py", "import profile_core.cli"),
        ("profile_core/conformance/model.py", "import profile_core.testing"),
        ("profile_core/conformance/model.py", "import profile_core.cli"),
        ("profile_core/elsewhere.py", "import this"),
    ],
    "roots": [
        ("profile_core/gateway/__init__.py", "import blocks.notifications"),
        ("sso/block.py", "import blocks.notifications"),
        ("blocks/notifications/block.py", "import embed_header"),
        ("embed_header/block.py", "import sso"),
    ],
    "blocks-on-contract": [
        ("blocks/notifications/block.py", "import profile_core.gateway"),
        ("sso/block.py", "import profile_core.worker"),
        ("embed_header/block.py", "import profile_core.testing"),
    ],
    "public-api": [
        ("blocks/notifications/block.py", "import profile_core.store"),
        ("embed_header/routes.py", "from profile_core.kit import clock"),
    ],
    "blocks-apart": [("blocks/other/block.py", "import blocks.notifications.model")],
    "inside-blocks": [
        ("blocks/notifications/graphql/citizen.py", "import blocks.notifications.block"),
        ("blocks/notifications/graphql/citizen.py", "import blocks.notifications.header"),
        ("blocks/notifications/ingest.py", "import blocks.notifications.graphql"),
        ("blocks/notifications/rows/inbox.py", "import blocks.notifications.ingest"),
        ("blocks/notifications/model.py", "import blocks.notifications.rows"),
        ("blocks/notifications/settings.py", "import blocks.notifications.model"),
        ("blocks/notifications/elsewhere.py", "import this"),
    ],
    "inside-sso": [
        ("sso/token/route.py", "import sso.block"),
        ("sso/issuer.py", "import sso.sessions"),
        ("sso/rows.py", "import sso.keys"),
        ("sso/model.py", "import sso.rows"),
        ("sso/elsewhere.py", "import this"),
    ],
    "inside-header": [
        ("embed_header/routes.py", "import embed_header.graphql"),
        ("embed_header/snippet.py", "import embed_header.routes"),
        ("embed_header/parts.py", "import embed_header.followers"),
        ("embed_header/elsewhere.py", "import this"),
    ],
    "simulators": [
        ("profile_core/testing/citizens.py", "import profile_core.store"),
        ("profile_core/testing/citizens.py", "import sso"),
        ("profile_core/conformance/model.py", "import profile_core.sources"),
    ],
    "graphql-library": [
        ("blocks/notifications/rows/inbox.py", "import strawberry"),
        ("sso/block.py", "from graphql import parse"),
    ],
    "sql": [
        ("blocks/notifications/graphql/citizen.py", "import sqlalchemy"),
        ("sso/block.py", "from sqlalchemy import select"),
        ("profile_core/pages/render.py", "import asyncpg"),
    ],
    "outside": [
        ("blocks/notifications/ingest.py", "import httpx2"),
        ("profile_core/kit/clock.py", "import socket"),
    ],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the contracts speak of, and the contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in CONTRACTS["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path


def test_every_contract_has_its_break():
    assert [contract["id"] for contract in CONTRACTS["contracts"]] == list(BREAKS)


def test_contracts_are_kept(copy: Path):
    assert lint(copy) == (0, "")


@pytest.mark.parametrize("contract", BREAKS)
def test_contract_breaks(copy: Path, contract: str):
    for file, line in BREAKS[contract]:
        add(copy / file, line)
    status, output = lint(copy, "--contract", contract)
    assert status == 1
    for file, line in BREAKS[contract]:
        importer = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        wanted = importer if importer.endswith("elsewhere") else f"{importer} -> {imported(line)}"
        assert wanted in output, f"{contract} does not see {wanted}"


def imported(line: str) -> str:
    """Return the module that a line imports: ``import a.b`` or ``from a.b import c``."""
    words = line.split()
    return words[1] if words[0] == "import" or words[1] in EXTERNAL else f"{words[1]}.{words[3]}"


def add(file: Path, line: str) -> None:
    file.parent.mkdir(exist_ok=True)
    (file.parent / "__init__.py").touch()
    with file.open("a") as opened:
        opened.write(f"\n{line}\n")


def lint(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run import-linter; return its status and what it says of broken contracts."""
    done = subprocess.run(
        [
            Path(sys.executable).parent / "lint-imports",
            "--no-cache",
            "--config",
            "pyproject.toml",
            *arguments,
        ],
        cwd=folder,
        env={**os.environ, "COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.partition("Broken contracts")[2]
