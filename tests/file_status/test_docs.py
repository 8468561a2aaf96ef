"""What docs/providers/files.md tells providers to send is sent here, and it leaves out no refusal."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2

from blocks.file_status import matrix
from blocks.file_status.telling import ACTION_NEEDED, CHANGED
from profile_core.directory import tables
from tests.file_status.played import ANN, Stage
from tests.file_status.shelves import shelf_of
from tests.notifications.asked import ask
from tests.sources.played import Provider

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/providers/files.md").read_text()
SAMPLES = dict(re.findall(r"^```\w+ ([\w.-]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


async def _done(gateway: httpx2.AsyncClient, stage: Stage, name: str, **more: Any) -> Any:
    item = json.loads(SAMPLES[f"{name}.json"])
    answer = await ask(gateway, stage.gent, SAMPLES[f"{name}.graphql"], items=[item], **more)
    [field] = answer["data"].values()
    return field[0]


async def test_samples_of_the_page_give_what_it_says(gateway: httpx2.AsyncClient, stage: Stage):
    service = json.loads(SAMPLES["register.json"])["service"]
    row = {"code": service, "provider_id": stage.gent.provider, "name": []}
    async with stage.platform.store.begin() as tx:
        await tx.insert(tables.service_table, [{"id": stage.gent.provider, **row}])
    preview = await _done(gateway, stage, "register", dryRun=True)
    assert preview["status"]["sentence"]
    for _ in range(2):
        assert await _done(gateway, stage, "register") == json.loads(SAMPLES["registered.json"])
        assert await _done(gateway, stage, "status") == json.loads(SAMPLES["registered.json"])
    [seen] = await stage.listed(stage.citizen(ANN))
    assert seen.must_act and seen.external_id == "2026-RP-0417"


async def test_sample_of_what_is_announced_is_news_once(
    gateway: httpx2.AsyncClient, stage: Stage, provider: Provider
):
    await shelf_of(stage, provider, stage.gent)
    name = json.loads(SAMPLES["announce.json"])["externalId"]
    for news in (True, False):
        assert await _done(gateway, stage, "announce") == {"externalId": name, "changed": news}


def test_every_refusal_has_its_line():
    said = "\n".join(file.read_text() for file in (ROOT / "blocks/file_status").rglob("*.py"))
    codes = set(re.findall(r'"(file\.[a-z_]+)"', said)) - {"file.source_away"}
    assert {"file.unknown", "file.shape"} <= codes
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []


def test_every_phase_code_and_topic_is_named():
    names = [name for one in matrix.own().phases for name in (one.code, *(code.code for code in one.codes))]
    assert [name for name in (*names, ACTION_NEEDED, CHANGED) if f"`{name}`" not in PAGE] == []
