"""F6: the clock of one worker is half a minute off: nothing is claimed twice for that."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.faults.conftest import BESIDE, INSTEAD, Recorded
from tests.faults.run import Run
from tests.faults.size import sized

pytestmark = pytest.mark.faults("F6")
NOTIFICATIONS = sized(short=40, long=1_000)
LEASES = {"sqlite": "60", "postgres": "20"}
"""On PostgreSQL shorter than the clocks differ: leases count by its own clock. On SQLite, where all processes are on
one machine, they count by the clock of each process; there it is the default."""
_WORK = "from tests.notifications.platforms import run; run('work', {})"
_ONLY_THE_CLOCK = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}
"""What only counts seconds stays right; without the second, threads wait half a minute for one another."""
Start = Callable[[dict[str, str]], subprocess.Popen[bytes]]


@pytest.fixture(params=["+30s", "-30s"])
def skewed(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Start workers whose clock is off (`faketime`)."""
    faketime = shutil.which("faketime") or pytest.skip("faketime is not installed: apt install faketime")
    started: list[subprocess.Popen[bytes]] = []

    def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
        known = {**os.environ, **environment, **_ONLY_THE_CLOCK}
        command = [faketime, "-f", request.param, sys.executable, "-c", _WORK]
        started.append(subprocess.Popen(command, env=known, start_new_session=True))
        return started[-1]

    yield _start
    for child in started:  # faketime waits for a child of its own
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


async def test_worker_whose_clock_is_off_by_half_a_minute_claims_nothing_twice(
    run: Run, recorded: Recorded, skewed: Start, request: pytest.FixtureRequest
):
    run.outside.pause = 0.2
    lease = {"WORKER_LEASE": LEASES[run.database.kind]}
    await run.open()
    off = skewed(run.processes.environment(**run.worker_settings(**lease)))
    by = f"http://worker-{run.hired}.localhost:8400"
    await run.send([run.item("0", INSTEAD)])
    if run.database.kind == "postgres" or request.node.callspec.params["skewed"] == "+30s":
        await run.until_came(1)
    await run.hire(**lease)
    await run.send([run.item(str(one), (BESIDE, INSTEAD)[one % 2]) for one in range(1, NOTIFICATIONS)])
    await run.until_ended()
    assert off.poll() is None, "the worker whose clock is off ended"
    count = await run.count()
    mine = sum(one.by == by for one in run.outside.receipts)
    recorded(f"one clock off by {request.node.callspec.params['skewed']}; it sent {mine}", run, count)
    count.assert_whole()
    assert count.duplicates == 0
    assert run.database.kind == "sqlite" or mine, (
        "the worker whose clock is off did nothing: it proves little"
    )
