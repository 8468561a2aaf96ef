"""How the command line begins, and how it says what is wrong."""

import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Run
from tests.databases import Cluster

HEAVY = ("sqlalchemy", "strawberry", "starlette", "alembic", "pydantic", "httpx2", "joserfc")


def test_help_comes_before_anything_heavy_is_imported() -> None:
    code = f"import sys, profile_core.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"public_url": "localhost:8400"}, "CITIZEN_PROFILE_PUBLIC_URL: give an origin such as"),
        ({"environment": "production", "public_url": "http://a.example"}, "must be an https address"),
        ({"request_timeout": "soon"}, "CITIZEN_PROFILE_REQUEST_TIMEOUT"),
        ({"blocks": "sso,parkeren"}, "No block 'parkeren' is installed"),
        ({"database_url": "oracle://x"}, "is no address we know"),
        ({"database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/x"}, "Nothing answers at"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_a_status(run: Run, settings: dict[str, str], said: str) -> None:
    done = run("migrate", **settings)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_database_that_does_not_exist_is_named_with_a_remedy(run: Run, cluster: Cluster) -> None:
    url = cluster.url("no_such_database")
    done = run("migrate", database_url=url)
    assert done.returncode == 1
    assert "make it with createdb" in done.stderr


def test_password_is_never_shown(run: Run) -> None:
    done = run("migrate", database_url="postgresql+asyncpg://me:hunter2@127.0.0.1:1/x")
    assert "Nothing answers" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_unknown_command_is_suggested(run: Run) -> None:
    assert "doctor" in run("docter").stderr
