"""Keys that a client publishes: read when needed, remembered, read again for a new key, and never too often."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from profile_core.contract import clock
from profile_core.directory import rows as directory
from profile_core.kit import ids
from profile_core.sources import GuardedClient
from sso import client_keys
from sso.client_keys import LARGEST, ClientKeys
from tests.databases import free_port
from tests.sso.conftest import Played
from tests.sso.played import Client
from tests.sso.programs import change, post
from tests.sso.served import Served, serve

FORM = {"grant_type": "client_credentials"}


class Publisher:
    """A client's server that publishes its keys, and counts who reads them."""

    def __init__(self, served: Served) -> None:
        self.status, self.asked = 200, 0
        self.body: Any = {"keys": []}
        self.address = served.mount(Starlette(routes=[Route("/{name}", self._answer)]), free_port())

    def publish(self, *keys: ECKey) -> None:
        self.body = {"keys": [key.as_dict(private=False) for key in keys]}

    async def _answer(self, _: Request) -> Response:
        self.asked += 1
        return JSONResponse(self.body, self.status)


@pytest.fixture
def served() -> Iterator[Served]:
    yield from serve()


@pytest.fixture
async def publisher(played: Played, served: Served) -> Publisher:
    """Let the parking program publish its key, and hold another on record."""
    publisher = Publisher(served)
    publisher.publish(played.parking.key)
    other = ECKey.generate_key("P-256", auto_kid=True)
    await change(
        played, played.parking, jwks_uri=f"{publisher.address}/jwks", jwks=[other.as_dict(private=False)]
    )
    return publisher


async def status(played: Played, client: Client | None = None) -> int:
    return (await post(played.ours, "/sso/token", FORM, client or played.parking)).status_code


def with_new_key(played: Played) -> Client:
    return Client(played.parking.client_id)


async def test_published_keys_are_read_once_and_win_over_those_on_record(
    played: Played, publisher: Publisher
):
    assert [await status(played) for _ in range(3)] == [200, 200, 200]
    assert publisher.asked == 1


async def test_new_key_is_read_at_its_first_use_and_not_more_than_once_a_minute(
    played: Played, publisher: Publisher
):
    assert await status(played) == 200
    rotated = with_new_key(played)
    publisher.publish(rotated.key)
    assert [await status(played, rotated) for _ in range(3)] == [401, 401, 401]
    assert publisher.asked == 1
    with time_machine.travel(clock.ahead(61), tick=False):
        assert await status(played, rotated) == 200
        assert [await status(played, with_new_key(played)) for _ in range(3)] == [401, 401, 401]
    assert publisher.asked == 2


async def test_key_that_was_withdrawn_serves_no_longer_than_ten_minutes(played: Played, publisher: Publisher):
    assert await status(played) == 200
    publisher.publish(with_new_key(played).key)
    with time_machine.travel(clock.ahead(601), tick=False):
        assert await status(played) == 401


async def test_keys_that_are_known_serve_while_the_server_of_the_client_is_away(
    played: Played, publisher: Publisher
):
    assert await status(played) == 200
    publisher.status = 500
    with time_machine.travel(clock.ahead(3601), tick=False):
        assert await status(played) == 200


async def test_keys_that_cannot_be_read_for_a_day_serve_no_longer(played: Played, publisher: Publisher):
    assert await status(played) == 200
    publisher.status = 500
    with time_machine.travel(clock.ahead(23 * 3600), tick=False):
        assert await status(played) == 200
    with time_machine.travel(clock.ahead(24 * 3600 + 1), tick=False):
        assert await status(played) == 401
    publisher.status = 200
    with time_machine.travel(clock.ahead(24 * 3600 + 3), tick=False):
        assert await status(played) == 200


async def test_failure_is_remembered_shortly(played: Played, publisher: Publisher):
    publisher.status = 500
    with time_machine.travel(clock.now(), tick=False):
        assert [await status(played) for _ in range(3)] == [401, 401, 401]
        assert publisher.asked == 1
    publisher.status = 200
    with time_machine.travel(clock.ahead(2), tick=False):
        assert await status(played) == 200


async def test_answer_that_is_no_key_set_or_too_long_is_refused(played: Played, publisher: Publisher):
    good = publisher.body
    for n, body in enumerate([[], {}, {"keys": "x"}, {"keys": ["x"]}, good | {"more": "x" * LARGEST}]):
        publisher.body = body
        await change(played, played.parking, jwks_uri=f"{publisher.address}/{n}")
        with time_machine.travel(clock.ahead(2 * n), tick=False):
            assert await status(played) == 401, body


async def test_keys_that_we_do_not_use_are_left_out(played: Played, publisher: Publisher):
    strange = [
        {"kty": "oct", "k": "AAAA", "kid": "1"},
        {"kty": "EC", "crv": "P-256", "kid": "2"},
        {"kid": "3"},
    ]
    publisher.body = {"keys": [*strange, *publisher.body["keys"]]}
    assert await status(played) == 200


async def test_address_inside_our_own_network_is_not_read_in_production(played: Played, publisher: Publisher):
    keys = ClientKeys(GuardedClient(production=True))
    async with played.platform.store.read() as tx:
        application = await directory.application(tx, "parking")
    assert application
    with pytest.raises(client_keys.KeysError):
        await keys.of(application, played.parking.key.kid)
    assert publisher.asked == 0


async def test_only_so_many_clients_are_remembered(
    played: Played, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client_keys, "_CLIENTS", 2)
    assert await status(played) == 200
    for client in (played.gent, played.aalst):
        await change(played, client, jwks_uri=f"{publisher.address}/{ids.plain_id()}")
        await status(played, client)
    assert await status(played) == 200
    assert publisher.asked == 4
