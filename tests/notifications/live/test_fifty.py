"""Fifty simulated sources of which nine are bad, each in its way: the list of a citizen names exactly those."""

import asyncio
import json
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from blocks.notifications import types
from blocks.notifications.model import Kind
from profile_core.contract import Platform
from sso.keys.ring import SigningKeys
from tests.notifications.asked import ask
from tests.notifications.live.shelves import live_type, register_source
from tests.notifications.played import CITIZENS, Stage, provider as entered, set_up
from tests.sources.guarded import INSIDE, PRIVATE, guarded
from tests.sources.played import Provider, whole
from tests.testing.processes import ROOT, command, free_port, wait_for

BUDGET = 2.0
CODES = [f"s{number:02d}" for number in range(50)]
LATE = {"s03", "s13", "s23", "s33", "s43"}
FAILED = {"s07": "garbage", "s17": "huge", "s27": "redirect-private", "s37": ""}
"""How these misbehave; the last is at a name that is the address of a private machine."""
EACH = 2
LIST = """query { notifications { list(first: 100) {
  nodes { id title senderCode }
  sources { senderCode state asOf since }
} } }"""


@pytest.fixture
async def stage(platform: Platform) -> AsyncIterator[Stage]:
    """Give a platform with time enough for all that answer, also on a machine that has much else to do."""
    settings = platform.settings.model_copy(update={"sources_budget": BUDGET, "sources_late": 10.0})
    given = await set_up(replace(platform, settings=settings))
    yield given
    await given.platform.sources.close()


@pytest.fixture
def played(tmp_path: Path, provider: Provider) -> Iterator[str]:
    """Play all sources in a process of their own, and return where they are."""
    faults = {code: ["late"] for code in LATE} | {code: [one] for code, one in FAILED.items() if one}
    issuer = "http://localhost:8400"
    sources = {
        code: {
            "types": {f"letter.{code}": "MESSAGE"},
            "subjects": [CITIZENS[0]],
            "items": EACH,
            "seed": number,
            "faults": faults.get(code, []),
        }
        for number, code in enumerate(CODES)
    }
    config = tmp_path / "sources.json"
    config.write_text(
        json.dumps({"issuer": issuer, "jwksUri": provider.address("jwks", "127.0.0.1"), "sources": sources})
    )
    port = free_port()
    child = subprocess.Popen(command("source", config, port), cwd=ROOT)
    wait_for(f"http://127.0.0.1:{port}", child)
    yield f"http://127.0.0.1:{port}"
    child.terminate()
    child.wait(10)


@pytest.fixture
async def trapped(played: str) -> AsyncIterator[list[str]]:
    """Answer at the private address, too, and keep who comes there."""
    came: list[str] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(str(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(answer, PRIVATE, int(played.rpartition(":")[2]))
    yield came
    server.close()


@pytest.fixture
async def everybody(stage: Stage, provider: Provider, played: str) -> Stage:
    """Let fifty providers keep their notifications, each at a source of its own."""
    ring = await SigningKeys(stage.platform.store, stage.platform.keyring).ring()
    provider.answers["jwks"] = whole(
        "200 OK", msgspec.json.encode(ring.published()), "Content-Type: application/json"
    )
    stage.platform.sources.calls.client = guarded()
    for code in CODES:
        caller = await entered(stage.platform, code)
        host = played.replace("127.0.0.1", INSIDE) if code == "s37" else played
        await register_source(stage, caller, f"{host}/s/{code}")
        kept = live_type(caller, f"letter.{code}", Kind.MESSAGE)
        await types.register(stage.platform, caller, kept, dry_run=False)
    return stage


async def test_list_is_there_within_its_budget_and_names_exactly_the_bad_ones(
    everybody: Stage, gateway: httpx2.AsyncClient, trapped: list[str]
):
    began = asyncio.get_running_loop().time()
    listed = await _list(everybody, gateway)
    took = asyncio.get_running_loop().time() - began
    assert took < BUDGET + 2
    assert _bad(listed) == dict.fromkeys(LATE, "PENDING") | dict.fromkeys(FAILED, "FAILED")
    others = set(CODES) - LATE - FAILED.keys()
    assert Counter(one["senderCode"] for one in listed["nodes"]) == dict.fromkeys(others, EACH)

    async with asyncio.timeout(10):
        while any("_keep_late" in repr(task.get_coro()) for task in asyncio.all_tasks()):  # noqa: ASYNC110 (they end)
            await asyncio.sleep(0.05)
    again = await _list(everybody, gateway)
    assert _bad(again).keys() == FAILED.keys()
    assert not trapped
    assert Counter(one["senderCode"] for one in again["nodes"]) == dict.fromkeys(others | LATE, EACH)


async def _list(stage: Stage, client: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await ask(client, stage.citizen(), LIST)
    return answer["data"]["notifications"]["list"]


def _bad(listed: dict[str, Any]) -> dict[str, str]:
    return {one["senderCode"]: one["state"] for one in listed["sources"] if one["state"] != "OK"}
