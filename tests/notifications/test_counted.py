"""An application learns how often it may ask, and is told when to come back."""

import httpx2
import pytest

from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from tests.notifications.played import Stage
from tests.notifications.tokens import bearer

QUESTION = {"query": "{ __typename }"}


@pytest.fixture
async def asked(stage: Stage):
    """Give a function that asks a gateway which lets an application ask three times a minute."""
    app = build(stage.platform, GatewaySettings(provider_requests=3))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://region") as client:

        async def _ask(who) -> httpx2.Response:
            return await client.post("/provider/graphql", json=QUESTION, headers=bearer(who))

        yield _ask


async def test_each_answer_says_how_much_is_left_and_the_one_too_many_when_to_come_back(asked, stage: Stage):
    answers = [await asked(stage.gent) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[0].headers["RateLimit-Policy"] == '"application";q=3;w=60'
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert "send the same request again" in answers[3].json()["errors"][0]["message"]


async def test_another_application_and_citizens_are_not_counted_with_it(asked, stage: Stage):
    for _ in range(4):
        await asked(stage.gent)
    assert (await asked(stage.aalst)).status_code == 200
