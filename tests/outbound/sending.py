"""A use of the tests' own, and the worker that sends it as the target of a process."""

import os
from collections.abc import Mapping
from uuid import uuid4

from profile_core.contract import Block, outbound, texts
from profile_core.kit import log
from profile_core.kit.settings import Settings
from profile_core.outbound import Call, Post, Schedule, Use, posting
from profile_core.worker.process import run
from profile_core.worker.settings import WorkerSettings
from tests.gateway.platforms import played

QUICK = Schedule(first=0.02, factor=2, longest=0.2)


async def number(call: outbound.Call) -> Post:
    """Say the number and something that is new each time, as a signature is."""
    return Post(
        address=call.address,
        headers={"content-type": "text/plain", "signature": uuid4().hex},
        body=call.payload["number"].encode(),
    )


async def choke(call: Call) -> Post:
    raise ValueError("a text that may speak of a person")


NUMBERED = Use(name="played.numbered", schedule=QUICK, attempt=posting(number))
CHOKES = Use(name="played.chokes", schedule=QUICK, attempt=posting(choke))


def block(*uses: Use) -> Block:
    return Block(name="played", title=texts(nl="Gespeeld"), outbound=lambda _: uses)


def work(environment: Mapping[str, str]) -> None:
    """Send numbers until SIGTERM."""
    os.environ.update(environment)
    settings = Settings()
    log.configure(settings.log_format)
    run(played(settings, block(NUMBERED)), WorkerSettings())
