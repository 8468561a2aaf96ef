"""What docs/providers/types.md tells providers to send is sent here, and it leaves out no field and no refusal."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from blocks.notifications import types
from blocks.notifications.model import Kind
from profile_core.contract import clock
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, Stage, service_of, type_draft

ROOT = Path(__file__).parents[2]
_YEAR = str((clock.now() + timedelta(days=310)).year)
"""That of the next 1 March: what the page sends is to come, whenever this runs."""
PAGE = (ROOT / "docs/providers/types.md").read_text().replace("2027", _YEAR)
SAMPLES = dict(re.findall(r"^```\w+ ([\w.-]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


async def test_samples_of_the_page_give_what_it_says(stage: Stage, gateway: httpx2.AsyncClient):
    visits = replace(type_draft(stage.gent, "parking.visit", Kind.APPOINTMENT), retention=400)
    await types.register(stage.platform, stage.gent, visits, dry_run=False)
    wanted = {**json.loads(SAMPLES["type.json"]), "service": service_of(stage.gent)}
    answer = await ask(gateway, stage.gent, SAMPLES["register.graphql"], type=wanted)
    registered = answer["data"]["registerNotificationType"]
    assert (registered["code"], registered["state"], registered["inForce"]) == (
        "parking.fine",
        "APPROVED",
        True,
    )
    items = [_item("item.json"), _item("appointment.json")]
    preview, _ = await _sent(stage, gateway, items, dryRun=True)
    assert preview == json.loads(SAMPLES["preview.json"])
    accepted = await _sent(stage, gateway, items)
    assert [one["externalId"] for one in accepted] == ["fine-2027-0001", "visit-9"]


def test_every_field_has_its_line():
    schema = (ROOT / "schema/provider.graphql").read_text()
    for name in (
        "NotificationTypeInput",
        "NotificationInput",
        "AppointmentInput",
        "NotificationChannelsInput",
    ):
        [fields] = re.findall(rf"^input {name} \{{\n(.*?)^\}}", schema, re.MULTILINE | re.DOTALL)
        for field in re.findall(r"^  (\w+):", fields, re.MULTILINE):
            assert re.search(rf"[`.]{field}`", PAGE), f"{name}.{field}"


def test_every_refusal_has_its_line():
    files = [*(ROOT / "blocks/notifications/check").glob("*.py")]
    files += [ROOT / f"blocks/notifications/{name}.py" for name in ("types", "register", "ingest")]
    said = "\n".join(file.read_text() for file in files)
    for code in sorted(
        set(re.findall(r'"((?:type|template|item|items|text|notifications)\.[a-z_]+)"', said))
    ):
        assert f"`{code}`" in PAGE or code == "notifications.type_changed", code


def _item(name: str) -> dict[str, Any]:
    return {**json.loads(SAMPLES[name]), "recipient": {"nationalNumber": CITIZENS[0]}}


async def _sent(
    stage: Stage, gateway: httpx2.AsyncClient, items: list[dict[str, Any]], **more: Any
) -> list[dict[str, Any]]:
    answer = await ask(gateway, stage.gent, SAMPLES["send.graphql"], items=items, **more)
    return answer["data"]["registerNotifications"]
