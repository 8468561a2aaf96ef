"""The site kit mounted bare, beside what is not an HTTP request: what the ASGI specification says of it."""

from typing import Any

import pytest
from citizen_profile_site import AsgiHeaderToken

from tests.sites.test_kit_answers import SITE


async def nobody(_: Any) -> None:
    return None


async def told(kind: str, *received: str) -> list[dict[str, Any]]:
    """Play a server that tells the endpoint these messages; return what it is told."""
    messages = [{"type": f"{kind}.{one}"} for one in received]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        said.append(message)

    await AsgiHeaderToken(site=SITE, id_token=nobody, end_session=nobody)({"type": kind}, receive, send)
    assert not messages
    return said


async def test_server_starts_and_stops_it():
    said = await told("lifespan", "startup", "shutdown")
    assert [message["type"] for message in said] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


async def test_web_socket_is_refused():
    assert [message["type"] for message in await told("websocket", "connect")] == ["websocket.close"]


async def test_what_nobody_has_thought_of_yet_is_an_error_of_the_server():
    with pytest.raises(NotImplementedError, match="carrier-pigeon"):
        await told("carrier-pigeon")
