"""docs/sites says what each error means, and names what there is to register."""

import re

from sso.joining.draft import SCOPES
from tests.testing.processes import ROOT

_PAGE = (ROOT / "docs" / "sites" / "README.md").read_text()
_RAISED = re.compile(r"(?:RefusedError|ProofError|refusal|must_not_ask)\(\s*(?:issuer,\s*)?\"([a-z_]+)\"")


def test_each_error_that_a_site_can_get_stands_on_the_page():
    raised = {error for file in (ROOT / "sso").rglob("*.py") for error in _RAISED.findall(file.read_text())}
    assert len(raised) > 10
    assert {error for error in raised if f"`{error}`" not in _PAGE} == set()


def test_each_scope_and_field_of_a_site_stands_on_the_page():
    schema = (ROOT / "schema" / "provider.graphql").read_text()
    block = re.search(r"^input SiteInput \{\n(.*?)^\}", schema, re.MULTILINE | re.DOTALL)
    assert block
    names = {*re.findall(r"^  (\w+):", block[1], re.MULTILINE), *SCOPES}
    assert {name for name in names if f"`{name}`" not in _PAGE} == set()
