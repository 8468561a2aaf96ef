"""What docs/providers/operations.md tells providers to send is sent here, and it leaves out no refusal."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from blocks.notifications import retention
from blocks.notifications.operate.orders import Operation
from blocks.notifications.rows import operated
from blocks.notifications.rows.registered import NotificationState
from profile_core.contract import clock
from tests.notifications.asked import REGISTER, ask, item
from tests.notifications.played import CITIZENS, Stage

ROOT = Path(__file__).parents[2]
_YEAR = str((clock.now() + timedelta(days=240)).year)
"""That of the next 30 April: what the page sends is to come, whenever this runs."""
PAGE = (ROOT / "docs/providers/operations.md").read_text().replace("2027", _YEAR)
SAMPLES = dict(re.findall(r"^```\w+ ([\w.-]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


async def test_samples_of_the_page_give_what_it_says(stage: Stage, gateway: httpx2.AsyncClient):
    key = _item("update.json")["key"]
    sent = item(CITIZENS[0], key["externalId"], type=key["type"], version=1)
    await ask(gateway, stage.gent, REGISTER, items=[sent])
    await stage.deliver()
    for _ in range(2):
        assert await _done(stage, gateway, "update") == json.loads(SAMPLES["updated.json"])
    older = {**_item("update.json"), "version": 1, "link": "https://www.gent.example"}
    assert await _done(stage, gateway, "update", older) == json.loads(SAMPLES["older.json"])
    assert (await _done(stage, gateway, "move"))["revision"] == 3
    assert (await _done(stage, gateway, "complete"))["revision"] == 4
    answer = await ask(gateway, stage.gent, SAMPLES["list.graphql"])
    [node] = answer["data"]["notifications"]["notifications"]["nodes"]
    assert node == json.loads(SAMPLES["list.json"])


def test_every_operation_and_every_state_has_its_line():
    schema = (ROOT / "schema/provider.graphql").read_text()
    names = re.findall(r"^  (\w+)\([^)]*\): \[NotificationOperationResult!\]!", schema, re.MULTILINE)
    assert len(names) == len(Operation)
    assert all(f"`{name}`" in PAGE for name in names)
    assert all(f"`{state}`" in PAGE for state in NotificationState)


def test_every_refusal_has_its_line():
    said = "\n".join(file.read_text() for file in (ROOT / "blocks/notifications/operate").glob("*.py"))
    codes = set(re.findall(r'"((?:item|items|notifications)\.[a-z_]+)"', said))
    assert {"notifications.unknown", "item.which"} <= codes
    assert all(f"`{code}`" in PAGE for code in codes), codes


def test_what_is_kept_is_kept_as_long_as_it_says():
    day = 86_400
    assert f"| {operated.KEPT_AFTER / day:.0f} days longer than what it says |" in PAGE
    assert f"| answers to operations | {retention.OPERATIONS_KEPT / day:.0f} days |" in PAGE


def _item(name: str) -> dict[str, Any]:
    sent = json.loads(SAMPLES[name])
    return {**sent, "key": {**sent["key"], "recipient": {"nationalNumber": CITIZENS[0]}}}


async def _done(
    stage: Stage, gateway: httpx2.AsyncClient, name: str, sent: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Send a sample, or something else by its mutation; return its result but for our id."""
    answer = await ask(gateway, stage.gent, SAMPLES[f"{name}.graphql"], items=[sent or _item(f"{name}.json")])
    [[result]] = answer["data"].values()
    return {field: value for field, value in result.items() if field != "id"}
