"""The source API is OpenAPI, and what the simulated source answers is what it describes."""

from collections.abc import Callable
from typing import Any

import httpx2
import jsonschema_rs
import pytest
import schemathesis
import yaml

from tests.testing.asked_source import WOUT, Asked, Json
from tests.testing.played_issuer import running
from tests.testing.processes import ROOT, free_port

API = ROOT / "docs/source-api/openapi.yaml"
WRITTEN: Json = yaml.safe_load(API.read_text())
SCHEMAS: Json = WRITTEN["components"]["schemas"]


@pytest.fixture(scope="module")
def asked(start: Callable[..., str]):
    with running() as issuer:
        at = start("source", free_port(), {"issuer": issuer.address, "source": {"pageSize": 10}})
        yield Asked(issuer=issuer, base=at, control=f"{at}/_control/source")


def wrong(name: str, document: Any) -> list[str]:
    """Say what of a document is not as a schema of the API has it."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": WRITTEN["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(document)]


def test_it_is_openapi_3_1_for_an_independent_validator():
    schemathesis.openapi.from_path(API).validate()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_json_schema(name: str):
    jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema"} | SCHEMAS[name])


def test_every_reference_leads_somewhere():
    for name in SCHEMAS:
        wrong(name, {})


def test_description_and_every_page_and_change_are_as_described(asked: Asked):
    about = httpx2.get(f"{asked.base}/.well-known/citizen-profile-source").json()
    assert wrong("Description", about) == []
    pages = [asked.query(limit=5).json(), asked.query(limit=1000).json(), asked.query("nobody").json()]
    assert [wrong("Page", page) for page in pages] == [[], [], []]
    assert pages[0]["nextCursor"] and pages[0]["items"]
    assert wrong("Page", asked.query(WOUT, cursor=asked.query(WOUT).json()["nextCursor"]).json()) == []


def test_every_change_is_as_described_and_deletions_too(asked: Asked):
    first = asked.changes(limit=3)
    assert wrong("Changes", first) == []
    changes = asked.followed()
    assert wrong("Changes", {"items": changes, "nextCursor": "x"}) == []
    assert any("deletedAt" in one for one in changes)


def test_every_refusal_is_a_problem_as_described(asked: Asked):
    refused = [
        asked.query(limit=0),
        asked.post("notifications/query", b"{}", exp=1),
        asked.post("nothing/query", b"{}"),
    ]
    statuses = [one.status_code for one in refused]
    assert statuses == [400, 401, 404]
    assert {str(one) for one in statuses} <= WRITTEN["paths"]["/{block}/query"]["post"]["responses"].keys()
    for one in refused:
        assert one.headers["content-type"] == "application/problem+json"
        assert wrong("Problem", one.json()) == []


@pytest.mark.parametrize(
    ("fault", "schema"),
    [
        ("no-as-of", "Page"),
        ("naive-times", "Page"),
        ("missing-created-at", "Page"),
        ("bad-item", "Page"),
        ("feed-no-version", "Changes"),
    ],
)
def test_fault_of_shape_is_seen_by_the_description(asked: Asked, fault: str, schema: str):
    asked.told(faults=[fault])
    document = asked.query().json() if schema == "Page" else asked.changes()
    asked.told(faults=[])
    assert wrong(schema, document) != []
