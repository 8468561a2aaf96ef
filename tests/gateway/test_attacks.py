"""What is refused, within limits and with memory flat: measured on a gateway process of its own."""

import json
import time
from collections.abc import Iterator
from itertools import repeat

import httpx2
import pytest

from tests.gateway.conftest import CITIZEN, PROGRAM, Process, start_gateway
from tests.gateway.fortress import connect, head, send_as_far_as_it_goes, status_of

pytestmark = pytest.mark.faults("F11")

MIB = 1024 * 1024
NEW = {"Accept": "application/graphql-response+json"}
HEAD_TIMEOUT = 3.0
SLOW_PIECES = 200
"""Pieces of a trickle, five a second: many times what the time-out allows."""
LIMIT = {"/graphql": 256 * 1024, "/provider/graphql": 4 * MIB, "/played/swallow": MIB}
WHO = {"/graphql": CITIZEN, "/provider/graphql": PROGRAM, "/played/swallow": {}}


@pytest.fixture(scope="module")
def gateway(migrated_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("attacked")
    patience = {"HEADER_TIMEOUT": str(HEAD_TIMEOUT), "GATEWAY_BODY_TIMEOUT": "4"}
    with start_gateway(migrated_file, folder, **patience) as process:
        with httpx2.Client(base_url=process.url) as client:
            for _ in range(20):
                _ask(client, "{ me { name } played { thing { code } } }")
        yield process


@pytest.fixture(autouse=True)
def _flat(gateway: Process) -> Iterator[None]:
    """Hold memory against what it was: less than 50 MB more after each attack."""
    before = gateway.memory()
    yield
    grown = gateway.memory() - before
    assert grown < 50 * MIB, f"memory grew by {grown / MIB:.0f} MiB"


@pytest.fixture
def client(gateway: Process) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=gateway.url, timeout=60) as opened:
        yield opened


def _ask(client: httpx2.Client, query: str, path: str = "/graphql", **headers: str) -> httpx2.Response:
    return client.post(path, json={"query": query}, headers={**WHO[path], **NEW, **headers})


def _nested(field: str, levels: int) -> str:
    return "{ played { thing { " + f"{field} {{ " * levels + "code" + " }" * levels + " } } }"


_WIDE_BY_FRAGMENTS = """
{ played { thing { ...A } } }
fragment A on PlayedThing { things(first: 90) { ...B } }
fragment B on PlayedThing { things(first: 90) { code } }
"""

REFUSED = {
    "depth": (_nested("parent", 30), "limit.levels_of_fields"),
    "depth past the parser's own": (_nested("a", 320), None),
    "more brackets than any parser takes": ("{a" * 900, None),
    "aliases": ("{ me { " + " ".join(f"a{n}: name" for n in range(200)) + " } }", "limit.aliases"),
    "duplicated fields": ("{ me { " + "name " * 900 + "} }", "limit.repeated_fields"),
    "duplicated fragments": (
        "{ me { " + "...F " * 300 + "} } fragment F on Me { name }",
        "limit.repeated_fields",
    ),
    "directives": ("{ me { name " + "@skip(if: false) " * 100 + "} }", "limit.directives"),
    "unknown directives": ("{ me { name " + "@x " * 300 + "} }", "limit.directives"),
    "circular fragments": (
        "{ me { ...A } } fragment A on Me { ...B } fragment B on Me { ...A }",
        "limit.circular_fragment",
    ),
    "a fragment in itself": ("{ me { ...A } } fragment A on Me { name ...A }", "limit.circular_fragment"),
    "wide lists": (
        "{ played { thing { things(first: 100) { things(first: 100) { code } } } } }",
        "limit.objects_in_its_answer",
    ),
    "wide lists by variable": (
        "query ($n: Int!) { played { thing { things(first: $n) { things(first: $n) { code } } } } }",
        "limit.objects_in_its_answer",
    ),
    "wide lists by fragments": (
        _WIDE_BY_FRAGMENTS,
        "limit.objects_in_its_answer",
    ),
    "tokens": ("{ me { " + " ".join(f"f{n}" for n in range(1200)) + " } }", "limit.tokens"),
    "comments": ("# a\n" * 2000 + "{ me { name } }", "limit.tokens"),
    "inline bulk": (
        "mutation { play(cards: [" + ", ".join(f'{{code: "{n}"}}' for n in range(1000)) + "]) }",
        "limit.tokens",
    ),
}


@pytest.mark.faults("F12")
@pytest.mark.parametrize("path", ["/graphql", "/provider/graphql"])
@pytest.mark.parametrize("attack", REFUSED)
def test_absurd_document_is_refused_within_100_ms_of_work(gateway, client, path, attack):
    query, code = REFUSED[attack]
    before = gateway.work()
    for _ in range(5):
        answer = _ask(client, query, path)
        assert answer.status_code == 400
        body = answer.json()
        assert "data" not in body
        assert code is None or body["errors"][0]["extensions"]["code"] == code
    assert (gateway.work() - before) / 5 < 0.1


@pytest.mark.faults("F12")
def test_inline_bulk_is_told_to_use_variables(client):
    query, _ = REFUSED["inline bulk"]
    assert "variables" in _ask(client, query, "/provider/graphql").json()["errors"][0]["message"]


def test_bulk_in_variables_is_taken(client):
    query = "mutation ($cards: [PlayedInput!]!) { play(cards: $cards) }"
    cards = [{"code": "x" * 1000, "number": n} for n in range(1000)]
    body = {"query": query, "variables": {"cards": cards}}
    assert client.post("/provider/graphql", json=body, headers=PROGRAM).json() == {"data": {"play": 1000}}


@pytest.mark.faults("F12")
def test_many_different_documents_are_not_all_kept(client):
    for number in range(130):
        fields = "... on Query { me { name role { code name } } } " * 60
        assert _ask(client, f"query Q{number} {{ {fields} }}").status_code == 200


@pytest.mark.faults("F12")
def test_batch_is_refused(client):
    answer = client.post("/graphql", json=[{"query": "{ me { name } }"}] * 100, headers=CITIZEN)
    assert answer.status_code == 400
    assert "batching" in answer.json()["errors"][0]["message"]


def test_get_asks_and_changes_nothing(client):
    for query in ("{ me { name } }", "mutation { play(cards: []) }"):
        for method in ("GET", "HEAD"):
            answer = client.request(method, "/graphql", params={"query": query}, headers=CITIZEN)
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "",
    ],
)
def test_body_that_a_form_of_another_site_can_send_is_refused(client, content_type):
    cookie = {"Cookie": "played=citizen:An", "Origin": "https://evil.example"}
    for body in (b'{"query": "mutation { play(cards: []) }"}', b"query=mutation+%7Bplay%7D"):
        answer = client.post("/graphql", content=body, headers={**cookie, "Content-Type": content_type})
        assert answer.status_code == 415


def test_cookie_does_not_count_when_another_origin_asks(client):
    body, cookie = {"query": "{ me { name } }"}, {"Cookie": "played=citizen:An"}
    own = str(client.base_url)
    foreign = ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"})
    assert (
        client.post("/graphql", json=body, headers={**cookie, "Origin": own.rstrip("/")}).status_code == 200
    )
    for marks in foreign:
        assert client.post("/graphql", json=body, headers={**cookie, **marks}).status_code == 401


def test_anonymous_learns_nothing_of_the_schema(client):
    for query in ("{ __schema { types { name } } }", "{ mee }", '{ __type(name: "Me") { fields { name } } }'):
        for path in ("/graphql", "/provider/graphql"):
            answer = client.post(path, json={"query": query})
            assert answer.status_code == 401
            assert "Did you mean" not in answer.text
            assert "data" not in answer.json()


@pytest.mark.parametrize("path", LIMIT)
@pytest.mark.parametrize("size", [5 * MIB, 200 * MIB])
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
def test_body_past_the_limit_is_refused_while_it_streams(gateway, path, size, announced):
    length = f"Content-Length: {size}" if announced else "Transfer-Encoding: chunked"
    authorization = [f"{name}: {value}" for name, value in WHO[path].items()]
    piece = b" " * 65536 if announced else b"10000\r\n" + b" " * 65536 + b"\r\n"
    with connect(gateway.port) as attacker:
        attacker.sendall(head(path, length, "Content-Type: application/json", *authorization))
        send_as_far_as_it_goes(attacker, repeat(piece, size // 65536))
        status = status_of(attacker)
        assert status == 413 or (status == 0 and size > 5 * MIB), "who sends for long may find the door shut"
    assert httpx2.get(f"{gateway.url}/alive").status_code == 200


@pytest.mark.parametrize("path", LIMIT)
def test_client_that_waits_for_leave_gets_413_and_sends_nothing(gateway, path):
    authorization = [f"{name}: {value}" for name, value in WHO[path].items()]
    lines = ("Content-Length: 209715200", "Content-Type: application/json", "Expect: 100-continue")
    with connect(gateway.port) as attacker:
        attacker.sendall(head(path, *lines, *authorization))
        assert status_of(attacker) == 413


def test_body_just_inside_the_limit_is_taken(client):
    text = "x" * (LIMIT["/graphql"] - 200)
    body = {"query": "query ($text: String!) { played { echo(text: $text) } }", "variables": {"text": text}}
    answer = client.post(
        "/graphql", content=json.dumps(body), headers={**CITIZEN, "Content-Type": "application/json"}
    )
    assert answer.json()["data"]["played"]["echo"] == text


def test_compressed_body_is_refused_unopened(client):
    headers = {**CITIZEN, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = client.post("/graphql", content=b"\x1f\x8b" + b"\0" * 1000, headers=headers)
    assert answer.status_code == 415


def test_body_that_trickles_is_closed_on_time(gateway):
    lines = (
        "Content-Length: 100",
        "Content-Type: application/json",
        *(f"{k}: {v}" for k, v in CITIZEN.items()),
    )
    with connect(gateway.port) as attacker:
        attacker.sendall(head("/graphql", *lines) + b'{"query"')
        assert status_of(attacker) == 408


def test_nested_json_is_refused(client):
    headers = {**CITIZEN, "Content-Type": "application/json"}
    bomb = b'{"query": "{ me { name } }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    assert client.post("/graphql", content=bomb, headers=headers).status_code == 400


def test_600_half_sent_heads_are_closed_on_time_and_others_are_served(gateway, client):
    attackers = [connect(gateway.port) for _ in range(600)]
    try:
        for attacker in attackers:
            attacker.sendall(b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a")
        assert _ask(client, "{ me { name } }").status_code == 200
        assert [status_of(attacker) for attacker in attackers] == [408] * 600
    finally:
        for attacker in attackers:
            attacker.close()


def test_trickle_does_not_prolong_a_head(gateway):
    with connect(gateway.port) as attacker:
        attacker.sendall(b"GET /alive HTTP/1.1\r\nX-Slow: ")
        assert send_as_far_as_it_goes(attacker, _slowly(b"a")) < SLOW_PIECES


def test_blank_lines_do_not_keep_a_connection(gateway):
    with connect(gateway.port) as attacker:
        attacker.sendall(head("/alive", method="GET"))
        assert status_of(attacker) == 200
        assert send_as_far_as_it_goes(attacker, _slowly(b"\r\n")) < 2 * SLOW_PIECES


@pytest.mark.parametrize(
    "lines",
    [
        (f"X-Large: {'a' * 64 * 1024}",),
        tuple(f"X-Many-{n}: {'a' * 60}" for n in range(1000)),
    ],
    ids=["one large", "many small"],
)
def test_64_kib_of_headers_are_refused(gateway, lines):
    with connect(gateway.port) as attacker:
        send_as_far_as_it_goes(attacker, iter([head("/alive", *lines, method="GET")]))
        assert status_of(attacker) == 431


def test_head_without_end_is_refused_before_it_is_kept(gateway):
    with connect(gateway.port) as attacker:
        attacker.sendall(b"GET /alive HTTP/1.1\r\nX-Endless: ")
        sent = send_as_far_as_it_goes(attacker, repeat(b"a" * 65536, 3200))
        assert sent < 16 * MIB, "no more than the buffers of the system between us"
    assert httpx2.get(f"{gateway.url}/alive").status_code == 200


def _slowly(piece: bytes) -> Iterator[bytes]:
    for _ in range(SLOW_PIECES):
        time.sleep(0.2)
        yield piece
