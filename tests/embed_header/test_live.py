"""The live count over real HTTP: at once, on change, looked after together, ended with the session."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx2
import pytest

from profile_core.contract import Life
from tests.databases import Database, free_port
from tests.embed_header.region_of_blocks import SITE, Shown, register_site, serving
from tests.testing.processes import ROOT, wait_for

HEADER = {"Authorization": "Bearer header:An", "Origin": SITE}
LIVE = "/header/v1/live"


@pytest.fixture
def letters() -> Shown:
    return Shown(name="letters", unread=2)


@pytest.fixture
def gateway(database: Database, letters: Shown, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve with a quick pulse; what a test sets in the environment before is kept."""
    for name, seconds in {"COUNT_EVERY": "0.05", "CHECK_EVERY": "0.1", "STREAM_LIFE": "20"}.items():
        monkeypatch.setenv(f"CITIZEN_PROFILE_HEADER_{name}", seconds)
    monkeypatch.setenv("CITIZEN_PROFILE_HEADER_STREAMS", "3")
    register_site(database.url)
    with serving(database.url, letters) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def follow(gateway: str) -> Iterator[Callable[..., Iterator[str]]]:
    """Open streams; each gives its events as they come."""
    with ExitStack() as stack:
        client = stack.enter_context(httpx2.Client(base_url=gateway, timeout=10))

        def _follow(name: str = "An") -> Iterator[str]:
            headers = {**HEADER, "Authorization": f"Bearer header:{name}"}
            answer = stack.enter_context(client.stream("POST", LIVE, headers=headers))
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            return events(answer)

        yield _follow


def events(answer: httpx2.Response) -> Iterator[str]:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event:"):
            name = line.removeprefix("event: ")
        if line.startswith("data:"):
            data = json.loads(line.removeprefix("data: "))
            yield f"{name} {data.get('unreadCount', '')}".strip()


def test_count_comes_at_once_and_when_it_changes(follow: Callable[..., Iterator[str]], letters: Shown):
    heard = follow()
    assert next(heard) == "count 2"
    letters.unread = 3
    assert next(heard) == "count 3"


def test_count_comes_at_once_however_slow_the_pulse(
    database: Database, letters: Shown, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CITIZEN_PROFILE_HEADER_COUNT_EVERY", "3600")
    with ExitStack() as stack:
        port = stack.enter_context(serving(database.url, letters))
        address = f"http://127.0.0.1:{port}{LIVE}"
        answer = stack.enter_context(httpx2.stream("POST", address, headers=HEADER))
        assert next(events(answer)) == "count 2"


def test_session_that_ends_ends_the_stream_with_a_word(follow: Callable[..., Iterator[str]], letters: Shown):
    heard = follow()
    assert next(heard) == "count 2"
    letters.life = Life.SESSION_OVER
    assert list(heard) == ["ended"]


def test_token_that_is_over_ends_the_stream_without_a_word(
    follow: Callable[..., Iterator[str]], letters: Shown
):
    heard = follow()
    assert next(heard) == "count 2"
    letters.life = Life.TOKEN_OVER
    assert list(heard) == []


def test_all_who_follow_are_counted_in_one_question(follow: Callable[..., Iterator[str]], letters: Shown):
    streams = [follow(name) for name in ("An", "Bo", "Cy")]
    assert [next(heard) for heard in streams] == ["count 2"] * 3
    letters.asked.clear()
    letters.unread = 5
    assert [next(heard) for heard in streams] == ["count 5"] * 3
    assert set(letters.asked) == {3}


def test_block_that_fails_leaves_the_count_as_it_was(follow: Callable[..., Iterator[str]], letters: Shown):
    heard = follow()
    assert next(heard) == "count 2"
    letters.fails = True
    asked = len(letters.asked)
    while len(letters.asked) < asked + 2:
        time.sleep(0.01)
    letters.unread, letters.fails = 4, False
    assert next(heard) == "count 4"


def test_nobody_is_counted_when_nobody_follows(gateway: str, letters: Shown):
    with httpx2.Client(base_url=gateway) as client, client.stream("POST", LIVE, headers=HEADER) as answer:
        assert next(events(answer)) == "count 2"
    time.sleep(0.5)  # ten rounds, if there were any
    assert 0 not in letters.asked


def test_one_stream_too_many_is_asked_to_come_back(follow: Callable[..., Iterator[str]], gateway: str):
    held = [follow() for _ in range(3)]
    assert [next(heard) for heard in held] == ["count 2"] * 3
    answer = httpx2.post(gateway + LIVE, headers=HEADER)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_one_session_leaves_room_for_others(
    database: Database, letters: Shown, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CITIZEN_PROFILE_HEADER_STREAMS", "100")
    with ExitStack() as stack:
        port = stack.enter_context(serving(database.url, letters))
        client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}"))

        def _status(name: str) -> int:
            headers = {**HEADER, "Authorization": f"Bearer header:{name}"}
            return stack.enter_context(client.stream("POST", LIVE, headers=headers)).status_code

        assert [_status("An") for _ in range(6)] == [200] * 5 + [503]
        assert _status("Bo") == 200


@pytest.mark.parametrize(
    ("token", "status"), [("header:An", 200), ("citizen:An", 403), ("program:gent", 403), ("none", 401)]
)
def test_only_a_header_token_opens_it(gateway: str, token: str, status: int):
    headers = {**HEADER, "Authorization": f"Bearer {token}"}
    with httpx2.stream("POST", gateway + LIVE, headers=headers) as answer:
        assert answer.status_code == status


def test_page_of_a_registered_site_may_read_it_and_no_other_and_never_with_cookies(gateway: str):
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,dpop"}
    allowed = httpx2.options(gateway + LIVE, headers={**asks, "Origin": SITE})
    assert allowed.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in allowed.headers
    assert (
        httpx2.options(gateway + LIVE, headers={**asks, "Origin": f"{SITE}.evil.example"}).status_code == 403
    )
    with httpx2.stream("POST", gateway + LIVE, headers=HEADER) as answer:
        assert "DPoP-Nonce" in answer.headers["access-control-expose-headers"]
        assert answer.headers["cache-control"] == "no-store"


def test_process_that_stops_lets_its_streams_go_at_once(database: Database):
    port = free_port()
    changes = {
        "CITIZEN_PROFILE_DATABASE_URL": database.url,
        "CITIZEN_PROFILE_GATEWAY_PORT": str(port),
        "CITIZEN_PROFILE_GATEWAY_STOP_TIMEOUT": "600",
    }
    command = [sys.executable, "-m", "tests.embed_header.serve"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **changes})
    wait_for(f"http://127.0.0.1:{port}/alive", process)
    with httpx2.stream("POST", f"http://127.0.0.1:{port}{LIVE}", headers=HEADER) as answer:
        heard = events(answer)
        assert next(heard) == "count 2"
        process.terminate()
        assert list(heard) == []
    assert process.wait(60) is not None
