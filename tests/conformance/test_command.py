"""``citizen-profile conformance`` as a developer types it: what it prints, and its exit status."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from profile_core.conformance.signing import new_key
from tests.cli.conftest import Run, run
from tests.conformance.honest import LOTTE, WOUT, Honest
from tests.conformance.spoiled import BREAKS, each, says
from tests.standing import stood
from tests.testing.processes import free_port

__all__ = ["run"]


@pytest.fixture
def honest() -> Iterator[Honest]:
    """Serve a good endpoint, which trusts the kit."""
    port = free_port()
    honest = Honest(issuer=f"http://localhost:{port}")
    with stood(honest.app()) as served:
        honest.base = f"http://127.0.0.1:{served}"
        yield honest


def asked(honest: Honest, *more: str) -> list[str]:
    port = honest.issuer.rpartition(":")[2]
    return ["conformance", honest.base, "--subject", LOTTE, "--jwks-port", port, *more]


def test_good_endpoint_ends_with_0_and_no_finding(run: Run, honest: Honest):
    everything = ["--other-subject", WOUT, "--type", "parking", "--type", "waste", "--feed"]
    done = run(*asked(honest, *everything))
    assert done.returncode == 0, done
    assert ": 0 wrong, " in done.stdout.splitlines()[-1] + done.stdout.splitlines()[-2]
    assert "WRONG" not in done.stdout
    assert "unseen" not in done.stdout


def test_wrong_endpoint_ends_with_1_and_a_remedy(run: Run, honest: Honest):
    honest.hears = BREAKS["only"]["hears"]
    done = run(*asked(honest))
    assert done.returncode == 1
    assert "WRONG  only:" in done.stdout
    assert "Do: Read only, and answer the item" in done.stdout
    assert "Read: docs/source-api/openapi.yaml, Question" in done.stdout


def test_endpoint_that_is_not_there_ends_with_2(run: Run):
    done = run(
        "conformance", f"http://127.0.0.1:{free_port()}", "--subject", LOTTE, "--jwks-port", str(free_port())
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Start your endpoint" in done.stderr


def test_port_that_is_taken_ends_with_2_and_says_what_to_do(run: Run, honest: Honest):
    with socket.create_server(("127.0.0.1", int(honest.issuer.rpartition(":")[2]))):
        done = run(*asked(honest))
    assert done.returncode == 2
    assert "--jwks-port" in done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("conformance", "cases.example.org", "--subject", LOTTE),
        ("conformance", f"http://localhost:1/{LOTTE}", "--subject", LOTTE),
        ("conformance", "http://localhost:1", "--subject", "88021400085"),
        ("conformance", "http://localhost:1", "--subject", LOTTE, "--check", "unheard-of"),
        ("conformance", "http://localhost:1"),
        ("conformance", "http://localhost:1", "--subject", LOTTE, "--no-live"),
        ("conformance", "http://localhost:1", "--subject", LOTTE, "--page", "nowhere/report.html"),
    ],
)
def test_wrong_use_ends_with_2_and_repeats_no_number(run: Run, wrong: tuple[str, ...]):
    done = run(*wrong)
    assert done.returncode == 2
    assert "880214" not in done.stdout + done.stderr


def test_json_and_page_are_written(run: Run, honest: Honest, tmp_path: Path):
    done = run(*asked(honest, "--json", "--page", "report.html"))
    told = json.loads(done.stdout)
    assert (told["wrong"], done.returncode) == (0, 0)
    page = (tmp_path / "report.html").read_text()
    assert all(f'id="{check["code"]}"' in page for check in told["checks"])


def test_one_check_is_made_by_its_code(run: Run, honest: Honest):
    told = json.loads(run(*asked(honest, "--json", "--check", "order")).stdout)
    assert [check["code"] for check in told["checks"]] == ["order"]


def test_endpoint_with_the_feed_alone_is_looked_at(run: Run, honest: Honest):
    honest.says = says(lambda said: replace(said, status=404))["says"]
    told = json.loads(run(*asked(honest, "--json", "--feed", "--no-live")).stdout)
    states = {check["code"]: check["state"] for check in told["checks"]}
    assert told["wrong"] == 0
    assert states["order"] == "not-looked-at"
    for code in ("feed-order", "item-moments", "signature-digest", "question-unreadable"):
        assert states[code] == "ok"


def test_no_form_of_the_report_names_a_subject(run: Run, honest: Honest, tmp_path: Path):
    honest.says = each(externalId="88.02.14-000.84", deadline=f"for {LOTTE}")["says"]
    done = run(*asked(honest, "--page", "report.html"))
    assert done.returncode == 1
    whole = done.stdout + done.stderr + (tmp_path / "report.html").read_text()
    assert "item-moments" in whole
    assert LOTTE not in whole and "88.02.14" not in whole


def test_own_key_signs_for_its_issuer(run: Run, honest: Honest, tmp_path: Path, signer):
    file = tmp_path / "key.json"
    file.write_text(json.dumps(signer.key.as_dict(private=True)))
    honest.issuer = signer.issuer
    named = ["conformance", honest.base, "--subject", LOTTE, "--key", str(file), "--issuer", signer.issuer]
    assert run(*named).returncode == 0
    file.write_text(json.dumps(new_key().as_dict(private=False)))
    assert run(*named).returncode == 2
