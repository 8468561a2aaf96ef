"""What stands against each threat is a test that there is."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
THREATS = (TESTS.parent / "docs/security/files.md").read_text()


def test_each_threat_names_tests_that_there_are():
    named = set(re.findall(r"`(test_\w+)`", THREATS))
    written = {
        name
        for file in TESTS.rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)\(", file.read_text())
    }
    assert len(named) > 15
    assert named <= written, named - written
