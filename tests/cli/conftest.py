"""The command line in a folder and an environment of its own, in this process: it starts once for all tests."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from profile_core.cli import app, main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; settings are given as keyword arguments without their prefix."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    for name in [name for name in os.environ if name.startswith("CITIZEN_PROFILE_")]:
        monkeypatch.delenv(name)

    def _run(*command: str, **settings: str) -> Done:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"CITIZEN_PROFILE_{name.upper()}", value)
            patch.setattr(sys, "argv", ["citizen-profile", *command])
            patch.setattr(
                app, "registered_groups", list(app.registered_groups)
            )  # blocks add theirs at each start
            status = _status()
        said = capsys.readouterr()
        return Done(returncode=status, stdout=said.out, stderr=said.err)

    return _run


def _status() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0
