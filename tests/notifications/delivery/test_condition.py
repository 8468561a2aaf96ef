"""Before something goes out its provider may be asked whether it is still needed; silence is never taken as no."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from blocks.notifications import condition, sandbox
from blocks.notifications.model import NOBODY, Channels, Choice, Preference
from blocks.notifications.rows import preferences
from profile_core.worker import outbound
from tests.notifications.played import CITIZENS, PERMIT, TASK

PIGEON = ("pigeon", "FIRST")
YES, NO = ("200 OK", '{"needed": true}'), ("200 OK", '{"needed": false}')


@dataclass(kw_only=True)
class Asked:
    """A provider that says of each externalId what it holds next; yes once it holds no more."""

    answers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    asked: list[dict] = field(default_factory=list)
    url: str = ""
    speaks: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        self.asked.append(json.loads(await reader.readexactly(length)))
        await self.speaks.wait()
        script = self.answers.get(self.asked[-1]["notification"], [])
        status, body = script.pop(0) if script else YES
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def provider(region) -> AsyncIterator[Asked]:
    """A provider that is asked before a permit goes out by pigeon."""
    asked = Asked()
    asked.speaks.set()
    server = await asyncio.start_server(asked.answer, "127.0.0.1", 0)
    asked.url = f"http://provider.localhost:{server.sockets[0].getsockname()[1]}/needed"
    await region.define(channels=Channels(allowed=("pigeon",)), condition_url=asked.url)
    yield asked
    asked.speaks.set()
    server.close()


async def test_needed_goes_and_not_needed_ends_and_is_told(region, provider):
    provider.answers["over"] = [NO]
    goes, over = await region.send("goes"), await region.send("over")
    region.work()
    await region.until(goes, {PIGEON: ("SENT", None)})
    await region.until(over, {PIGEON: ("CONDITION_NOT_MET", "CONDITION")})
    await region.quiet()
    assert [parcel.items[0].external_id for parcel in region.pigeon.carried] == ["goes"]
    assert {"notification": "over", "type": PERMIT} in provider.asked
    [told] = [told for told in await region.told() if told.notification == over and told.channel == "pigeon"]
    assert (told.state, told.reason) == ("CONDITION_NOT_MET", "CONDITION")


async def test_what_is_no_answer_is_asked_again_and_never_taken_as_no(region, provider):
    silences = [
        ("500 Oops", '{"needed": false}'),
        ("404 Not Found", ""),
        ("204 No Content", ""),
        ("200 OK", "no"),
        ("200 OK", '{"needed": "false"}'),
        ("200 OK", "{}"),
        ("302 Found", '{"needed": false}'),
        ("nonsense", ""),
        ("200 OK", '{"x":' + "[" * 50_000 + "]" * 50_000 + ', "needed": true}'),
    ]
    provider.answers = {str(at): [silence] for at, silence in enumerate(silences)}
    sent = [await region.send(str(at)) for at in range(len(silences))]
    region.work()
    for one in sent:
        await region.until(one, {PIGEON: ("SENT", None)})
    asked = Counter(one["notification"] for one in provider.asked)
    assert set(asked.values()) == {2}
    assert len(region.pigeon.carried) == len(silences)


async def test_of_a_digest_each_is_asked_and_one_of_which_nobody_says_so_goes_later_by_itself(
    region, provider
):
    await wants_daily(region)
    provider.answers = {"over": [NO], "silent": [("503 Later", "")]}
    goes, over, silent = [await region.send(name) for name in ("goes", "over", "silent")]
    region.work()
    for one in (goes, over, silent):
        await region.until(one, {PIGEON: ("SCHEDULED", None)})
    await region.soon()
    await region.until(over, {PIGEON: ("CONDITION_NOT_MET", "CONDITION")})
    for one in (goes, silent):
        await region.until(one, {PIGEON: ("SENT", None)})
    carried = [[item.external_id for item in parcel.items] for parcel in region.pigeon.carried]
    assert carried == [["goes"], ["silent"]]


async def test_who_does_not_answer_keeps_nothing_else_out_of_a_digest(region, provider, monkeypatch):
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)
    monkeypatch.setattr(condition, "TOGETHER", 0.2)
    await wants_daily(region)
    await region.define(TASK, channels=Channels(allowed=("pigeon",)))
    provider.speaks.clear()
    good = await region.send("good", type=TASK)
    silent = [await region.send(str(number)) for number in range(4)]
    region.work()
    for one in (good, *silent):
        await region.until(one, {PIGEON: ("SCHEDULED", None)})
    await region.soon()
    await region.until(good, {PIGEON: ("SENT", None)})
    assert [[item.external_id for item in parcel.items] for parcel in region.pigeon.carried] == [["good"]]
    provider.speaks.set()
    for one in silent:
        await region.until(one, {PIGEON: ("SENT", None)})


async def test_who_does_not_answer_takes_no_place_from_another_provider(region, provider, monkeypatch):
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)
    provider.speaks.clear()
    real = [one for one in CITIZENS if one not in sandbox.NUMBERS]
    for number in range(region.pigeon.at_once + 1):
        await region.send(str(number), to=real[number % len(real)])
    aalst = replace(region, stage=replace(region.stage, gent=region.stage.aalst))
    await aalst.define(channels=Channels(allowed=("pigeon",)))
    region.work()

    async def all_asked() -> bool:
        return len(provider.asked) >= region.pigeon.at_once

    await region.until_true(all_asked)
    other = await region.send("other", caller=region.stage.aalst)
    await region.until(other, {PIGEON: ("SENT", None)})
    assert [parcel.items[0].external_id for parcel in region.pigeon.carried] == ["other"]
    provider.speaks.set()


async def wants_daily(region) -> None:
    async with region.stage.platform.store.begin() as tx:
        daily = Preference(provider=NOBODY, type=NOBODY, channel="pigeon", choice=Choice.DAILY)
        await preferences.put(tx, region.citizen().subject, daily)
