"""What the two GraphQL addresses answer, and to whom."""

import asyncio

from tests.gateway.conftest import CITIZEN, PROGRAM, ask
from tests.gateway.played import HEADER_DOCUMENT

NEW = {"Accept": "application/graphql-response+json"}


async def test_citizen_learns_who_acts(gateway):
    answer = await ask(gateway, "/graphql", "{ me { name role { code name } } }", CITIZEN)
    assert answer.json() == {"data": {"me": {"name": "An", "role": {"code": "BUR", "name": "An"}}}}


async def test_block_appears_under_its_name(gateway):
    query = "query ($text: String!) { played { echo(text: $text) } }"
    answer = await ask(gateway, "/graphql", query, CITIZEN, variables={"text": "hallo"})
    assert answer.json() == {"data": {"played": {"echo": "hallo"}}}


async def test_mutations_of_blocks_are_flat(gateway):
    query = "mutation ($cards: [PlayedInput!]!) { play(cards: $cards) }"
    answer = await ask(gateway, "/provider/graphql", query, PROGRAM, variables={"cards": [{"code": "a"}] * 3})
    assert answer.json() == {"data": {"play": 3}}


async def test_field_that_fails_leaves_its_neighbours(gateway):
    answer = await ask(gateway, "/graphql", "{ me { name } played { refuses } }", CITIZEN)
    body = answer.json()
    assert answer.status_code == 200
    assert body["data"] == {"me": {"name": "An"}, "played": None}
    assert body["errors"][0]["extensions"] == {"code": "played.refused", "path": []}
    assert body["errors"][0]["message"] == "Play another card."


async def test_mistake_of_ours_shows_a_reference_and_nothing_else(gateway):
    answer = await ask(gateway, "/graphql", "{ played { breaks } }", CITIZEN)
    error = answer.json()["errors"][0]
    assert "secret" not in answer.text
    assert error["extensions"] == {"code": "internal", "correlationId": answer.headers["x-correlation-id"]}
    assert error["path"] == ["played", "breaks"]


async def test_nothing_answered_for_want_of_a_source_is_503(gateway):
    answer = await ask(gateway, "/graphql", "{ played { away } }", CITIZEN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["errors"][0]["extensions"]["code"] == "played.away"


async def test_one_source_away_leaves_the_rest_answered(gateway):
    answer = await ask(gateway, "/graphql", "{ me { name } played { away } }", CITIZEN)
    assert answer.status_code == 200
    assert answer.json()["data"]["me"] == {"name": "An"}


async def test_anonymous_is_refused_on_both_addresses(gateway):
    for path in ("/graphql", "/provider/graphql"):
        for query in ("{ __typename }", "{ __schema { types { name } } }", "{ mee }"):
            answer = await ask(gateway, path, query, NEW)
            assert answer.status_code == 401
            assert "WWW-Authenticate" in answer.headers
            assert answer.headers["content-type"].startswith("application/graphql-response+json")
            assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["token.missing"]
            assert "Did you mean" not in answer.text


async def test_bad_token_brings_the_challenge_of_its_authenticator(gateway):
    answer = await ask(gateway, "/graphql", "{ me { name } }", {"Authorization": "Bearer nobody"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_tokens_of_the_other_kind_are_refused(gateway):
    assert (await ask(gateway, "/graphql", "{ __typename }", PROGRAM)).status_code == 403
    assert (await ask(gateway, "/provider/graphql", "{ __typename }", CITIZEN)).status_code == 403


async def test_header_token_asks_the_header_document_and_no_other(gateway):
    token = {"Authorization": "Bearer header:An"}
    assert (await ask(gateway, "/graphql", HEADER_DOCUMENT, token)).json() == {"data": {"me": {"name": "An"}}}
    for other in (HEADER_DOCUMENT + " ", "{ me { name } }", "mutation { play(cards: []) }", "not graphql"):
        answer = await ask(gateway, "/graphql", other, token)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "token.reach")


async def test_production_neither_introspects_nor_suggests(open_gateway):
    gateway = open_gateway(environment="production")
    answer = await ask(gateway, "/graphql", "{ __schema { types { name } } }", {**CITIZEN, **NEW})
    assert answer.status_code == 400
    answer = await ask(gateway, "/graphql", "{ mee { name } }", {**CITIZEN, **NEW})
    assert "Did you mean" not in answer.text
    answer = await ask(gateway, "/graphql", "{ mee { name } }", {**CITIZEN, **NEW})
    assert (await gateway.get("/provider/explorer")).status_code == 404


async def test_development_introspects_and_suggests(gateway):
    answer = await ask(gateway, "/graphql", "{ mee { name } }", CITIZEN)
    assert "Did you mean 'me'" in answer.text


async def test_value_that_a_scalar_refuses_is_the_callers_mistake(gateway):
    query = "mutation ($cards: [PlayedInput!]!) { play(cards: $cards) }"
    cards = [{"code": "a", "moment": "yesterday"}]
    answer = await ask(gateway, "/graphql", query, {**CITIZEN, **NEW}, variables={"cards": cards})
    assert answer.status_code == 400
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "document.invalid"


async def test_deadline_answers_503_and_says_when_to_come_back(open_gateway):
    gateway = open_gateway(request_timeout=0.2)
    answer = await ask(gateway, "/graphql", "{ played { slow(seconds: 30) } }", CITIZEN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["errors"][0]["extensions"]["code"] == "timeout"


async def test_live_stream_outlives_the_deadline(open_gateway):
    gateway = open_gateway(request_timeout=0.5)
    answer = await gateway.post("/played/live")
    assert answer.text.count("data:") == 4


async def test_exhausted_pool_is_503_and_heals(open_gateway):

    gateway = open_gateway(request_timeout=0.5, database_pool=1)
    hold = asyncio.create_task(ask(gateway, "/graphql", "{ played { holds(seconds: 0.4) } }", CITIZEN))
    await asyncio.sleep(0.1)
    held = [ask(gateway, "/graphql", "{ played { holds(seconds: 0.4) } }", CITIZEN) for _ in range(5)]
    answers = await asyncio.gather(*held)
    assert {answer.status_code for answer in answers} >= {503}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
    assert (await hold).status_code == 200
    assert (await ask(gateway, "/graphql", "{ played { holds(seconds: 0) } }", CITIZEN)).status_code == 200


async def test_text_that_no_database_can_hold_is_refused_however_it_is_written(gateway):
    by_variable = (
        b'{"query": "query ($t: String!) { played { echo(text: $t) } }", "variables": {"t": "a\\u0000"}}'
    )
    literal = b'{"query": "{ played { echo(text: \\"a%s\\") } }"}'
    escapes = [b"\\u0000", b"\\\\u0000", b"\\u005cu0000", b"\\u005c\\u0075{0}"]
    headers = {**CITIZEN, **NEW, "Content-Type": "application/json"}
    for body in (by_variable, *[literal % escape for escape in escapes]):
        answer = await gateway.post("/graphql", content=body, headers=headers)
        assert answer.status_code == 400, (body, answer.text)
        assert "No text may hold the character U+0000." in answer.text


async def test_text_that_only_looks_like_an_escape_is_taken(gateway):
    query = "query ($text: String!) { played { echo(text: $text) } }"
    answer = await ask(gateway, "/graphql", query, CITIZEN, variables={"text": "\\u0000"})
    assert answer.json() == {"data": {"played": {"echo": "\\u0000"}}}
