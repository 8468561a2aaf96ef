"""Fifty providers answer when a citizen looks, seven of them badly: the list is there in time, and names exactly those."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from profile_core.contract import Caller
from profile_core.sources import SourceState
from tests.file_status.played import Stage, asks, at, file, service_of, status
from tests.file_status.shelves import Shelf, shelf_of
from tests.notifications.played import provider as new_provider
from tests.sources.played import Answering, Provider, endless, once_let, whole

BUDGET = 3.0
"""Seconds: time enough for all that answer, also on a machine that has much else to do."""
LATE = {3, 17, 31}
BAD = {
    7: whole("200 OK", b"<html>We are closed</html>"),
    19: endless,
    23: whole("307 Temporary Redirect", b"", "Location: http://10.1.2.3/x"),
    41: whole("500 Oops"),
}
EACH = 3


@pytest.fixture
async def keepers(stage: Stage, provider: Provider) -> list[tuple[Caller, Shelf]]:
    """Give fifty providers that keep their files, three of Ann's each."""
    kept: list[tuple[Caller, Shelf]] = []
    for number in range(50):
        code = f"p{number:02d}"
        caller = replace(await new_provider(stage.platform, code), scopes=frozenset({"file_status"}))
        shelf = await shelf_of(stage, provider, caller)
        shelf.put(
            *(
                file(
                    f"{code}-{one}",
                    asks() if (number + one) % 7 == 0 else status(),
                    created_at=at(number % 5 + one),
                    service=service_of(caller),
                )
                for one in range(EACH)
            )
        )
        kept.append((caller, shelf))
    return kept


@pytest.fixture
async def spoiled(provider: Provider, keepers: list[tuple[Caller, Shelf]]) -> AsyncIterator[asyncio.Event]:
    """Let seven of them answer badly; those that are late answer once the event is set."""
    go = asyncio.Event()
    for number, (caller, _) in enumerate(keepers):
        path = f"{caller.provider.hex}-main"
        answered: Answering = provider.answers[path]
        if number in LATE:
            provider.answers[path] = once_let(go, answered)
        provider.answers[path] = BAD.get(number, provider.answers[path])
    yield go
    go.set()


async def test_the_list_is_whole_but_for_those_that_it_names(
    stage: Stage, keepers: list[tuple[Caller, Shelf]], spoiled: asyncio.Event
):
    settings = stage.platform.settings.model_copy(update={"sources_budget": BUDGET, "sources_late": 12.0})
    platform = replace(stage.platform, settings=settings)
    patient = replace(stage, platform=platform)
    began = asyncio.get_running_loop().time()
    page = await patient.page(most=200)
    assert asyncio.get_running_loop().time() - began < BUDGET + 2
    named = {one.source.provider: one.state for one in page.said if one.state is not SourceState.OK}
    late = {keepers[number][0].provider: SourceState.PENDING for number in LATE}
    assert named == late | {keepers[number][0].provider: SourceState.FAILED for number in BAD}
    there = {f"p{number:02d}-{one}" for number in set(range(50)) - LATE - BAD.keys() for one in range(EACH)}
    assert sorted(one.external_id for one in page.files) == sorted(there)
    first = [one.must_act for one in page.files]
    assert first == sorted(first, reverse=True), "what asks something stands first"
    await platform.sources.close()
