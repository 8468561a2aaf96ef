"""A type with words of its own, one of appointments, and items of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from blocks.notifications import types
from blocks.notifications.check import definitions, fitting, items
from blocks.notifications.model import Content, Draft, Kind, TypeDraft, Value
from profile_core.contract import InvalidError, Recipient, Text, clock
from tests.notifications.played import CITIZENS, Stage, service_of

FINE = "parking.fine"
VISIT = "parking.visit"
MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)
SOON = clock.ahead(30 * 86_400)
"""For what is registered, in whatever year this runs."""
TYPES = {
    FINE: TypeDraft(
        code=FINE,
        service="parking",
        name=[Text(language="nl", text="Boete")],
        category="parking",
        kind=Kind.MESSAGE,
        title=[
            Text(language="nl", text="Boete voor {plate}", default=True),
            Text(language="en", text="Fine: {plate}"),
        ],
        text=[Text(language="nl", text="Dossier {groupId}: {{betaal}} {amount}.")],
        required_values=("plate", "amount"),
        retention=60,
    ),
    VISIT: TypeDraft(
        code=VISIT,
        service="parking",
        name=[Text(language="nl", text="Afspraak")],
        category="parking",
        kind=Kind.APPOINTMENT,
    ),
}


async def with_types(stage: Stage) -> Stage:
    """Let Ghent register both types."""
    for one in TYPES.values():
        own = replace(one, service=service_of(stage.gent))
        await types.register(stage.platform, stage.gent, own, dry_run=False)
    return stage


def fine(external_id: str = "1", **changed: Any) -> Draft:
    """Return a sound item without words of its own."""
    said: dict[str, Any] = {
        "type": FINE,
        "values": [Value(name="plate", value="1-ABC-123"), Value(name="amount", value="50 euro")],
        "group_id": "file-1",
        **changed,
    }
    said.setdefault("recipient", Recipient(national_number=CITIZENS[0]))
    return Draft(external_id=external_id, **said)


def fitted(one: Draft, moment: datetime, of: TypeDraft | None = None) -> Content:
    """Check an item by itself and against its type."""
    item = items.item(one, path=(), secure_links=True).item
    offered = ("email", "web_push")
    defined = definitions.definition(of or TYPES[one.type], offered=offered, secure_links=True)
    return fitting.fitted(item, defined, path=(), moment=moment)


def refusal(one: Draft, of: TypeDraft | None = None) -> tuple[str, str]:
    """Return why an item is refused, and where."""
    with pytest.raises(InvalidError) as caught:
        fitted(one, datetime(2027, 1, 1, tzinfo=UTC), of)
    return caught.value.code, ".".join(caught.value.path)
