"""A gateway that is asked to stop finishes what it began."""

import signal

import httpx2

from tests.gateway.conftest import start_gateway


def test_answer_under_way_is_finished_and_the_process_ends(migrated_file, tmp_path):
    with start_gateway(migrated_file, tmp_path) as process, httpx2.Client(timeout=30) as client:
        with client.stream("POST", f"{process.url}/played/live") as answer:
            lines = (line for line in answer.iter_lines() if line)
            assert next(lines) == "data: 0"
            process.child.send_signal(signal.SIGTERM)
            assert list(lines) == ["data: 1", "data: 2", "data: 3"]
        process.child.wait(30)
