"""What the page on threats says is proven by tests that there are, and shows code as it is."""

import re

from tests.testing.processes import ROOT

THREATS = (ROOT / "docs/security/notifications.md").read_text()
BLOCKS = (ROOT / "docs/blocks.md").read_text()


def test_every_test_that_the_threats_name_is_there():
    named = set(re.findall(r"`(test_\w+)`", THREATS))
    files = [*(ROOT / "tests").rglob("test_*.py")]
    there = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}
    assert len(named) > 40
    assert named - there == set()
    assert set(re.findall(r"`(test_\w+\.py)`", THREATS)) <= {file.name for file in files}


def test_notice_in_the_docs_is_that_of_the_fixture():
    [sample] = re.findall(r"^```python permits.py\n(.*?)^```", BLOCKS, re.MULTILINE | re.DOTALL)
    assert sample in (ROOT / "tests/fixtures/acme_parking/acme_parking/permits.py").read_text()
