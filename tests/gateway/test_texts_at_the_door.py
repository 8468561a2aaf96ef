"""Texts that no database takes, and bodies that are no questions, are refused at the door."""

import pytest

from tests.gateway.conftest import CITIZEN

QUESTION = '{"query": "query ($text: String!) { played { echo(text: $text) } }", "variables": {"text": "%s"}}'
JSON = {**CITIZEN, "Content-Type": "application/json", "Accept": "application/graphql-response+json"}


@pytest.mark.parametrize(
    "body",
    [
        QUESTION % "\\u0000",
        QUESTION % "\x00",
        QUESTION % "\\ud800",
        '{"query": "{ played { echo(text: \\"\\\\u0000\\") } }"}',
        '{"query": "{ played { echo(text: \\"\\\\u{0}\\") } }"}',
        '{"query": "{ me { name } }", "variables": {"text": 1e999}}',
        '{"query": "{ me { name } }", "variables": []}',
        '{"query": null}',
        "null",
        "",
        "[]",
        '{"query": "{ me { name } }"} {}',
    ],
)
async def test_malformed_question_is_refused(gateway, body):
    answer = await gateway.post("/graphql", content=body.encode(), headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"]


async def test_bytes_that_are_no_utf_8_are_refused(gateway):
    answer = await gateway.post("/graphql", content=(QUESTION % "\xe9").encode("latin-1"), headers=JSON)
    assert answer.status_code == 400


async def test_every_other_text_comes_back_as_it_went(gateway):
    text = "é 🏃 \\u00e9 \\ud83c\\udfc3 \\n"
    answer = await gateway.post("/graphql", content=(QUESTION % text).encode(), headers=JSON)
    assert answer.json()["data"]["played"]["echo"] == "é 🏃 é 🏃 \n"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ('{"items": [{"text": "a"}, {"text": "\\u0000"}]}', "U+0000. It stands in variables.items[1].text."),
        ('{"items": [{"text": "a"}, {"\\u0000": "a"}]}', "U+0000. It stands in variables.items[1]."),
        ('{"items": [{"text": "a"}, {"text": "\\ud83d"}]}', "Half a character stands alone"),
        ('{"items": [{"text": "a"}, {"text": "\\ud83d"}]}', "It stands in variables.items[1].text."),
    ],
)
async def test_a_text_that_no_database_holds_is_named_by_its_place(gateway, variables: str, said: str):
    body = f'{{"query": "{{ me {{ name }} }}", "variables": {variables}}}'
    answer = await gateway.post("/graphql", content=body.encode(), headers=JSON)
    [error] = answer.json()["errors"]
    assert said in error["message"]
    assert error["message"].endswith("Nothing was done.")


@pytest.mark.parametrize(
    "sent", ['{"to": "Jan", "number": "88021400084"}', '["Jan", "88021400084"]', "88021400084"]
)
async def test_an_error_about_what_was_sent_does_not_show_whom_it_is_about(gateway, sent: str):
    body = (QUESTION % "x").replace('"x"', sent)
    answer = await gateway.post("/graphql", content=body.encode(), headers=JSON)
    [error] = answer.json()["errors"]
    assert "$text" in error["message"]
    assert "88021400084" not in answer.text
    assert "Jan" not in answer.text
