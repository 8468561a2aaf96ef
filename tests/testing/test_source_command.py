"""``citizen-profile simulate source`` as people start it."""

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from profile_core.cli.app import app
from profile_core.testing.source.faults import FAULTS
from tests.testing.processes import ROOT, free_port, wait_for


def test_all_faults_are_listed_with_their_sentences():
    listed = CliRunner().invoke(app, ["simulate", "source", "--fault", "help"])
    assert listed.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in listed.output.splitlines())
    assert lines == {name: fault.sentence for name, fault in FAULTS.items()}


def test_all_faults_are_documented():
    page = (ROOT / "docs" / "source-api" / "trying.md").read_text()
    assert [name for name, one in FAULTS.items() if f"| `{name}` | {one.sentence} |" not in page] == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (["--fault", "hang-around"], "There is no fault hang-around"),
        (["--subject", "88021400085"], "A subject is a valid national"),
    ],
)
def test_wrong_use_is_said_and_numbers_are_not_repeated(wrong: list[str], why: str):
    said = CliRunner().invoke(app, ["simulate", "source", *wrong])
    assert said.exit_code == 2
    assert why in said.output and "88021400085" not in said.output


def test_it_is_no_part_of_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CITIZEN_PROFILE_ENVIRONMENT", "production")
    monkeypatch.setenv("CITIZEN_PROFILE_PUBLIC_URL", "https://profile.example")
    command = [sys.executable, "-m", "profile_core.cli", "simulate", "source", "--port", str(free_port())]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert said.returncode != 0 and "never runs in production" in said.stderr


def test_it_answers_where_it_says(tmp_path: Path):
    port = free_port()
    command = [sys.executable, "-m", "profile_core.cli", "simulate", "source", "--port", str(port)]
    child = subprocess.Popen(command, cwd=tmp_path)
    try:
        wait_for(f"http://127.0.0.1:{port}", child)
        about = httpx2.get(f"http://localhost:{port}/.well-known/citizen-profile-source").json()
    finally:
        child.terminate()
        child.wait(10)
    assert about["blocks"] == ["notifications"]
