"""What goes outside leaves a line, once however often it is tried; without the line it goes later."""

from typing import Any

import sqlalchemy as sa

from blocks.notifications import addresses
from profile_core.contract import audit, now
from profile_core.outbound import Outcome
from profile_core.outbound.tables import call_table as c
from profile_core.profile import looked_names
from tests.notifications.delivery.conftest import region
from tests.notifications.delivery.outside import Region
from tests.notifications.delivery.test_own import provider
from tests.notifications.mail.conftest import MINE, Mailing, mailing
from tests.notifications.played import draft
from tests.outbound.receiver import Receiver
from tests.profile.test_audit_unwritable import Shut, shut

__all__ = ["mailing", "provider", "region", "shut"]

SENT = "notifications.sent"


async def lines(region: Region, action: str = SENT) -> list[Any]:
    async with region.stage.platform.store.read() as tx:
        found = await audit.about(tx, region.citizen().subject, most=50)
    return [one for one in found if one.action == action]


async def test_what_is_carried_has_a_line(region: Region):
    one = await region.send()
    region.work()
    await region.until(one, {("pigeon", "FIRST"): ("SENT", None), ("drum", "FIRST"): ("SENT", None)})
    found = await lines(region)
    assert sorted(line.detail["channel"] for line in found) == ["drum", "pigeon"]
    assert all(line.detail["ids"] == str(one) for line in found)
    assert {line.actor for line in found} == {"notifications"}


async def test_what_is_tried_again_has_one_line(region: Region):
    region.pigeon.outcomes["1"] = [Outcome(kind="later"), Outcome(kind="later")]
    one = await region.send()
    region.work()
    await region.until(one, {("pigeon", "FIRST"): ("SENT", None), ("drum", "FIRST"): ("SENT", None)})
    assert len(region.pigeon.carried) == 3
    assert len([line for line in await lines(region) if line.detail["channel"] == "pigeon"]) == 1


async def test_nothing_goes_without_its_line_and_goes_later(region: Region, shut: Shut):
    async with shut():
        one = await region.send()
        region.work()
        await region.until_true(lambda: _tried(region, 3))
        assert region.pigeon.carried == region.drum.carried == []
    await region.until(one, {("pigeon", "FIRST"): ("SENT", None), ("drum", "FIRST"): ("SENT", None)})
    assert (len(region.pigeon.carried), len(region.drum.carried)) == (1, 1)
    assert len(await lines(region)) == 2


async def test_provider_that_reaches_the_citizen_itself_is_named(region: Region, provider: Receiver):
    one = await region.send()
    region.work()
    await region.until(one, {("own:sms", "FIRST"): ("SENT", None)})
    found = await lines(region, "notifications.handed_over")
    async with region.stage.platform.store.read() as tx:
        names = await looked_names.of(tx, found)
    assert [told.in_language("nl") for line in found for told in names.told(line)] == ["Stad gent"]


async def _tried(region: Region, times: int) -> bool:
    async with region.stage.platform.store.read() as tx:
        tries = await tx.value(sa.select(sa.func.min(c.c.attempts)).where(c.c.use.like("%pigeon")))
    return tries is not None and tries >= times


async def test_mail_goes_later_and_once(mailing: Mailing, shut: Shut):
    given = await addresses.add(mailing.platform, mailing.an, MINE, "nl")
    await addresses.verify(mailing.platform, mailing.an, given, await mailing.code())
    await mailing.stage.register(draft("1"))
    await mailing.stage.deliver()
    async with shut():
        assert await mailing.send() == []
    await _due(mailing)
    assert [taken.recipients for taken in await mailing.send()] == [(MINE,)]
    await _due(mailing)
    assert await mailing.send() == []
    async with mailing.platform.store.read() as tx:
        found = await audit.about(tx, mailing.an.subject, most=50)
    assert [line.action for line in found].count("notifications.mailed") == 1


async def _due(mailing: Mailing) -> None:
    """Let what waits for its next attempt be due."""
    async with mailing.platform.store.begin() as tx:
        bucket = mailing.an.subject.bucket
        await tx.run(sa.update(c).where(c.c.bucket == bucket, c.c.due_at > now()).values(due_at=now()))
