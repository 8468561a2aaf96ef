"""Every test runs in one part of `.ci/run` and in no other: none is left out, none costs its time twice."""

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = {
    "make test": (ROOT / "tools/test", r'tools/run-tests "([^"]+)"'),
    "make faults-short": (ROOT / "Makefile", r'faults-short: .*\n(?:\t.*\n)*?\t.*tools/run-tests "([^"]+)"'),
    "make matrix": (ROOT / "Makefile", r'matrix: .*\n(?:\t.*\n)*?\t.*tools/run-tests "([^"]+)"'),
}
MARKERS = ("faults", "matrix", "smoke")


def selected(markers: dict[str, bool]) -> list[str]:
    """Name the parts whose expression selects a test with these markers."""
    expressions = {name: re.findall(pattern, file.read_text()) for name, (file, pattern) in PARTS.items()}
    assert [len(found) for found in expressions.values()] == [1, 1, 1]
    return [name for name, [words] in expressions.items() if eval(words, {}, markers)]


@pytest.mark.parametrize("chosen", list(itertools.product([True, False], repeat=len(MARKERS))))
def test_whatever_a_test_is_marked_it_runs_in_one_part(chosen: tuple[bool, ...]):
    markers = dict(zip(MARKERS, chosen, strict=True)) | {"partitioned": False}
    assert len(selected(markers)) == 1, markers


@pytest.mark.parametrize("matrix", [True, False])
def test_what_runs_on_both_databases_runs_partitioned_in_the_matrix(matrix: bool):
    assert "make matrix" in selected({"faults": False, "matrix": matrix, "smoke": False, "partitioned": True})


def test_ci_runs_every_part():
    ran = re.findall(r"^part (.+)$", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert ran == list(PARTS)
