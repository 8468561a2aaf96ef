"""What a citizen looks for: filters, a search, counts."""

import httpx2
import pytest

from blocks.notifications import merged
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import clock
from tests import sent
from tests.notifications.asked import ask
from tests.notifications.inbox_asked import DONE, LIST, asked, mark, set_row, stored, titles
from tests.notifications.played import TASK, Stage, draft


async def test_each_filter_narrows_the_list_down(stage: Stage, gateway: httpx2.AsyncClient):
    soon, past = clock.ahead(86_400), clock.ahead(60)
    await stored(stage, draft("a", title="Een bericht", group_id="dossier-7"))
    await stored(stage, draft("b", title="Een taak", type=TASK, deadline=soon))
    await stored(stage, draft("c", title="Te laat", type=TASK, deadline=past))
    middle = clock.now()
    [other] = await stored(stage, draft("d", title="Van Aalst"), caller=stage.aalst)
    await set_row(stage, n.c.external_id == "c", deadline=clock.ago(60))
    everything = ["Van Aalst", "Te laat", "Een taak", "Een bericht"]
    assert await titles(gateway, stage) == everything
    assert await titles(gateway, stage, kind="TASK") == ["Te laat", "Een taak"]
    assert await titles(gateway, stage, taskState="NEW") == ["Een taak"]
    assert await titles(gateway, stage, taskState="EXPIRED") == ["Te laat"]
    assert await titles(gateway, stage, senderCode="aalst") == ["Van Aalst"]
    assert await titles(gateway, stage, senderCode="nobody") == []
    assert await titles(gateway, stage, groupId="dossier-7") == ["Een bericht"]
    assert await titles(gateway, stage, since=clock.rfc3339(middle)) == ["Van Aalst"]
    assert await titles(gateway, stage, until=clock.rfc3339(middle)) == everything[1:]
    await mark(gateway, stage, "markNotificationsRead", other)
    assert await titles(gateway, stage, unread=True) == everything[1:]


async def test_search_finds_all_words_in_what_is_shown_whatever_case_and_accents(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await stored(stage, draft("a", title="Réseau d'eau", text="La rue est ouverte."), draft("b"))
    assert await titles(gateway, stage, search="RESEAU ouverte") == ["Réseau d'eau"]
    assert await titles(gateway, stage, search="reseau loket") == []
    assert await titles(gateway, stage, search="language default") == []
    english = await asked(gateway, stage, filter={"search": "(EN) reseau"}, language="en")
    assert [node["title"] for node in english["list"]["nodes"]] == ["Réseau d'eau (en)"]
    long = await ask(gateway, stage.citizen(), LIST, filter={"search": "x" * 101})
    assert "at most 100" in long["errors"][0]["message"]


@pytest.mark.parametrize("looked_at", [4, 12], ids=["less than a page holds", "more than a page holds"])
async def test_search_goes_through_all_in_steps_and_shows_each_once(
    stage: Stage, gateway: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, looked_at: int
):
    monkeypatch.setattr(merged, "LOOKED_AT", looked_at)
    await stored(
        stage, *[draft(str(at), title=f"Kaart {at}" if at % 5 else f"Brug {at}") for at in range(20)]
    )
    found, after = [], None
    while True:
        page = (await asked(gateway, stage, filter={"search": "brug"}, first=1, after=after))["list"]
        found += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(found) == ["Brug 0", "Brug 10", "Brug 15", "Brug 5"]


async def test_list_and_counts_are_one_statement_each_however_long(stage: Stage, gateway: httpx2.AsyncClient):
    await stored(stage, *[draft(str(at)) for at in range(30)])
    with sent.collected("FROM notification ") as statements:
        await asked(gateway, stage, filter={"search": "kaart"})
    assert len(statements) == 2


@pytest.mark.parametrize("many", [3, 120])
async def test_counts_stop_at_100_each(stage: Stage, gateway: httpx2.AsyncClient, many: int):
    tasks = await stored(stage, *[draft(f"t{at}", type=TASK) for at in range(many)])
    archived = await stored(stage, *[draft(f"m{at}") for at in range(many)])
    for begin in range(0, many, 100):
        await mark(gateway, stage, "archiveNotifications", *archived[begin : begin + 100])
    counted = (await asked(gateway, stage))["counts"]
    assert counted == dict.fromkeys(("unread", "toDo", "archived"), min(many, 100))
    await ask(gateway, stage.citizen(), DONE, id=str(tasks[0]))
    assert (await asked(gateway, stage))["counts"]["toDo"] == min(many - 1, 100)
