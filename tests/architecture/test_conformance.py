"""docs/conformance.md says of every module of the OpenID conformance suite which test covers it, or why none does."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

from tests.testing.processes import ROOT

MODULES = [
    line.strip()
    for line in (Path(__file__).parent / "openid_conformance_modules.txt").read_text().splitlines()
    if line.strip() and not line.startswith("#")
]
_ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _rows() -> list[tuple[str, str]]:
    return _ROW.findall((ROOT / "docs" / "conformance.md").read_text())


def test_every_module_has_one_row_of_its_own_or_of_its_group():
    patterns = [module for module, _ in _rows()]
    for module in MODULES:
        exact = [one for one in patterns if one == module]
        groups = [one for one in patterns if "*" in one and fnmatchcase(module, one)]
        assert len(exact) <= 1 and len(exact or groups) == 1, (module, exact, groups)


def test_every_row_is_of_a_module_of_the_suite():
    for pattern, _ in _rows():
        assert any(fnmatchcase(module, pattern) for module in MODULES), pattern


def test_every_test_that_is_named_exists():
    for module, said in _rows():
        for file, name in _TEST.findall(said):
            path = ROOT / file
            assert path.exists() and f"def {name}(" in path.read_text(), (module, file, name)


def test_a_group_is_only_ever_explained_and_never_claimed():
    for module, said in _rows():
        assert "*" not in module or not _TEST.search(said), module
