"""What no feed should say: it is refused alone, its provider reads of it, and the page is not kept out by it."""

from typing import Any

import pytest

from tests.notifications.feed.fedtypes import TODO, Fed, change, gone
from tests.notifications.feed.test_refusals import keep

NEVER = "0001-01-01T00:00:00+14:00"
"""A moment that is none in UTC."""
ODD: dict[str, dict[str, Any]] = {
    "key": change("b\0"),
    "type": change("b", of="t\0"),
    "done": change("b", of=TODO, doneAt=NEVER),
    "created": change("b", createdAt=NEVER),
    "gone-created": gone("b", 2) | {"createdAt": NEVER},
    "gone-key": gone("b\0", 2),
    "deadline": change("b", of=TODO, deadline=NEVER),
    "recipient": change("b", recipient={"pairwiseId": "\0"}),
    "group": change("b", groupId="g\0"),
    "link": change("b", link="https://a.example/\0"),
    "version": change("b", 2**63),
}


@pytest.mark.parametrize("odd", list(ODD))
async def test_change_that_nobody_can_keep_is_refused_alone(fed: Fed, odd: str):
    await keep(fed, change("good"), ODD[odd], change("better"))
    assert [row["external_id"] for row in await fed.rows()] == ["better", "good"]
