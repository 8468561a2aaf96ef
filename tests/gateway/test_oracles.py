"""What others say of both endpoints: npm graphql-http's audits and schemathesis' random questions."""

import json
from collections.abc import Iterator

import pytest

from tests.gateway.conftest import Process, start_gateway
from tests.testing.processes import ask_node

TOKENS = {"/graphql": "citizen:An", "/provider/graphql": "program:gent"}
ABOUT_GET = {"5A70", "D6D5", "6A70"}
"""Audits that MAY be met: no question about a person stands in an address, so GET is answered 405."""


@pytest.fixture(scope="module")
def gateway(migrated_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with start_gateway(migrated_file, tmp_path_factory.mktemp("asked")) as process:
        yield process


@pytest.mark.parametrize("path", TOKENS)
def test_graphql_http_audits_find_only_the_three_about_get(gateway, path):
    done = ask_node("audit_graphql.mjs", {"url": gateway.url + path, "token": TOKENS[path]})
    assert done.returncode == 0, done.stderr
    results = {result["id"]: result for result in json.loads(done.stdout)}
    assert len(results) == 61
    assert {name for name, result in results.items() if result["status"] == "error"} == set()
    assert {name for name, result in results.items() if result["status"] != "ok"} == ABOUT_GET
