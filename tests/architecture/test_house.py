"""The house says what it needs, and what it left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check

ROOT = Path(__file__).parents[2]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


def test_need_that_may_not_install_prints_the_one_line(tmp_path: Path):
    for name, script in {"id": "echo 1000", "sudo": "exit 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    answer = run("tools/need", "no-such-program", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert answer.returncode == 3
    assert "sudo apt-get install --yes --no-install-recommends no-such-program" in answer.stdout


def test_need_that_is_met_says_nothing():
    answer = run("tools/need", "bash", "make")
    assert (answer.returncode, answer.stdout) == (0, "")


def test_tests_that_cannot_run_are_listed_with_their_reason(tmp_path: Path):
    answer = run(
        *(sys.executable, "-m", "pytest", "-q", "tests/test_databases.py"),
        CITIZEN_PROFILE_TEST_PGBIN=str(tmp_path),
        CITIZEN_PROFILE_TEST_LEFT_OUT=str(tmp_path / "left-out"),
    )
    assert answer.returncode == 0
    assert "did not run" in answer.stdout
    reason = "1 tests: PostgreSQL is not installed: apt install postgresql\n"
    assert reason in answer.stdout
    assert (tmp_path / "left-out").read_text() == reason


def test_check_that_fails_is_shown_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    broken = [sys.executable, "-c", "print('x.py: too long'); raise SystemExit(1)"]
    monkeypatch.setitem(check.CHECKS, "broken", broken)
    monkeypatch.setattr(sys, "argv", ["check", "broken", "commits"])
    assert check.main() == 1
    output = capsys.readouterr().out
    assert "x.py: too long" in output
    assert "ok      commits" in output
