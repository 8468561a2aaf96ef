"""What a process remembers of a client, and for how long at most."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from profile_core.contract import clock
from profile_core.directory.remembered import LONGEST
from profile_core.directory.tables import application_table as a
from sso.tables import session_table as s
from tests.sso.conftest import Played
from tests.sso.played import Client

FORM = {"grant_type": "client_credentials"}


async def status(played: Played, client: Client) -> int:
    return (await played.ours.post("/sso/token", data=FORM | client.authentication())).status_code


async def test_key_that_was_replaced_in_the_directory_serves_a_second_at_most(played: Played):
    assert await status(played, played.parking) == 200
    replaced = Client(played.parking.client_id)
    async with played.platform.store.begin() as tx:
        keys = [replaced.key.as_dict(private=False)]
        await tx.run(sa.update(a).where(a.c.client_id == replaced.client_id).values(jwks=keys))
    with time_machine.travel(clock.ahead(LONGEST), tick=False):
        assert await status(played, played.parking) == 401
        assert await status(played, replaced) == 200


async def test_use_moves_the_end_of_a_session_once_in_a_minute(played: Played):
    await played.browser.log_in()
    began = await idle_at(played)
    with time_machine.travel(clock.ahead(50), tick=False):
        await played.browser.log_in()
        soon = await idle_at(played)
    with time_machine.travel(clock.ahead(70), tick=False):
        await played.browser.log_in()
        later = await idle_at(played)
    assert soon == began
    assert later - began > timedelta(seconds=60)


async def idle_at(played: Played):
    async with played.platform.store.read() as tx:
        [row] = await tx.rows(sa.select(s.c.idle_at).where(s.c.bucket.in_(range(1024))))
    return row.idle_at
