"""The first page: what must I do, what is new, what is running; of all blocks, also when one fails."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from profile_core.contract import (
    MOST,
    Acting,
    Block,
    Line,
    Lines,
    Overview,
    Platform,
    Silent,
    Store,
    UnavailableError,
    texts,
)
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from tests import sent
from tests.notifications import tokens
from tests.notifications.conftest import gateway, platform, stage
from tests.notifications.played import TASK, Stage, draft
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody

__all__ = ["gateway", "platform", "stage"]

HTML = {"Accept": "text/html"}
GENT, AALST = texts(nl="Stad Gent"), texts(nl="Stad Aalst")
NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
Told = Callable[..., httpx2.AsyncClient]


@pytest.fixture
async def told(open_with: Callable[..., Store], database_url: str) -> AsyncIterator[Told]:
    """Open a gateway over blocks of a test; the first may take 0.75 s to tell what it has."""
    clients: list[httpx2.AsyncClient] = []

    def over(*blocks: Block) -> httpx2.AsyncClient:
        settings = Settings(database_url=database_url, request_timeout=1.0)
        whole = Platform(
            settings=settings,
            store=open_with({}),
            keyring=new_keyring(),
            pages=Pages(public_url=settings.public_url),
            blocks=(tokens.block, *blocks),
        )
        transport = httpx2.ASGITransport(build(whole), raise_app_exceptions=False)
        clients.append(httpx2.AsyncClient(transport=transport, base_url=settings.public_url))
        return clients[-1]

    yield over
    for client in clients:
        await client.aclose()


def telling(name: str, overview: Overview) -> Block:
    async def tells(platform: Platform, acting: Acting, language: str) -> Overview:
        return overview

    return Block(name=name, title=texts(nl=name.title()), overview=tells)


def failing(name: str) -> Block:
    async def tells(platform: Platform, acting: Acting, language: str) -> Overview:
        raise UnavailableError("fails", "It fails.")

    return Block(name=name, title=texts(nl=name.title()), overview=tells)


def hanging(name: str) -> Block:
    async def tells(platform: Platform, acting: Acting, language: str) -> Overview:
        await asyncio.Event().wait()
        raise AssertionError

    return Block(name=name, title=texts(nl=name.title()), overview=tells)


def line(title: str, **more: object) -> Line:
    return Line(title=texts(nl=title), sender=GENT, path="/me/x", **more)  # type: ignore[arg-type]


async def page(client: httpx2.AsyncClient, acting: Acting | None = None) -> str:
    answer = await client.get("/me", headers={**HTML, **bearer(acting or somebody())})
    assert answer.status_code == 200, answer.text
    return answer.text


def in_order(page: str, *words: str) -> bool:
    places = [page.index(word) for word in words]
    return places == sorted(places)


async def test_three_questions_are_answered_in_order(told: Told):
    files = Overview(
        must=Lines(items=[line("Later", deadline=NOON), line("Ooit")]),
        running=Lines(items=[line("Bouwdossier", at=NOON)]),
    )
    letters = Overview(
        must=Lines(items=[line("Eerst", begins=NOON - timedelta(days=1))]),
        new=Lines(items=[line("Ouder", at=NOON), line("Nieuwst", at=NOON + timedelta(hours=1), unread=True)]),
        running=Lines(items=[line("Vergunning", ends=date(2027, 1, 9))]),
    )
    shown = await page(told(telling("files", files), telling("letters", letters)))
    assert in_order(shown, "Wat u moet doen", "Eerst", "Later", "Ooit", "Wat er nieuw is", "Nieuwst", "Ouder")
    assert in_order(shown, "Ouder", "Wat er loopt", "Vergunning", "Bouwdossier")
    assert "Geldig tot en met" in shown and "zonder einddatum" in shown


async def test_who_has_more_than_is_shown_is_led_to(told: Told):
    many = [line(f"Taak {one}", deadline=NOON + timedelta(days=one)) for one in range(MOST)]
    late = line("Laatste", deadline=NOON + timedelta(days=90))
    first = Overview(must=Lines(items=many, path="/me/first", more=True))
    second = Overview(must=Lines(items=[late], path="/me/second"))
    third = Overview(new=Lines(items=[line("Brief", at=NOON)], path="/me/third"))
    shown = await page(told(telling("first", first), telling("second", second), telling("third", third)))
    assert "Laatste" not in shown
    assert 'href="/me/first">Alles in First' in shown and 'href="/me/second">Alles in Second' in shown
    assert "/me/third" not in shown


async def test_one_that_fails_or_hangs_is_named_and_the_rest_is_there(told: Told):
    letters = Overview(new=Lines(items=[line("Brief", at=NOON)]))
    shown = await page(told(failing("files"), telling("letters", letters), hanging("permits")))
    assert "2 onderdelen antwoorden nu niet" in shown
    assert in_order(shown, "lees wat er ontbreekt", "Brief", "<li>Files</li>", "<li>Permits</li>")
    assert "Voor zover wij nu weten, hoeft u niets te doen." in shown
    assert "U hoeft nu niets te doen." not in shown


async def test_all_that_fail_are_a_failure(told: Told):
    answer = await told(failing("files"), hanging("letters")).get(
        "/me", headers={**HTML, **bearer(somebody())}
    )
    assert answer.status_code == 503
    assert "Wij zijn even niet bereikbaar" in answer.text


async def test_sender_that_is_silent_in_two_blocks_is_named_once(told: Told):
    away = Overview(silent=[Silent(sender=AALST, state="away")])
    shown = await page(told(telling("files", away), telling("letters", away)))
    assert shown.count("Stad Aalst antwoordt niet.") == 1
    assert "Eén dienst antwoordt nu niet" in shown


async def test_nothing_at_all_says_what_will_be_there(told: Told):
    shown = await page(told(telling("letters", Overview())))
    assert "Er is nu niets voor u" in shown
    assert "Wat u moet doen" not in shown


async def test_nobody_is_led_to_the_login(told: Told):
    answer = await told(telling("letters", Overview())).get("/me", headers=HTML)
    assert answer.headers["location"] == "/sso/login?return_to=%2Fme"


async def test_inbox_tells_what_there_is_to_do_and_what_is_unread(stage: Stage, gateway: httpx2.AsyncClient):
    drafts = [draft(f"n{one}", title=f"Brief {one}") for one in range(MOST + 1)]
    await stage.register(draft("a", type=TASK, title="Een taak"), *drafts)
    await stage.deliver()
    mine = stage.citizen()
    shown = await page(gateway, mine)
    assert shown.count("Een taak") == 1
    assert shown.count(">Brief ") == MOST
    assert in_order(shown, "Wat u moet doen", "Een taak", "Wat er nieuw is", "Brief 5")
    assert 'href="/me/inbox?view=unread">Alles in Berichten' in shown
    assert "view=to_do" not in shown
    form = {"cp_session": mine.mark, "shown_at": datetime.now(UTC).isoformat()}
    ids = [one.partition('"')[0] for one in shown.split("/me/item/")[1:]]
    await gateway.post("/me/inbox/read", data={**form, "shown": ids}, headers={**HTML, **bearer(mine)})
    after = await page(gateway, mine)
    assert "Een taak" in after
    assert after.count(">Brief ") == 1


async def test_what_there_is_to_do_is_not_also_new(stage: Stage, gateway: httpx2.AsyncClient):
    await stage.register(draft("a", type=TASK, title="Een taak"), draft("b", title="Een brief"))
    await stage.deliver()
    shown = await page(gateway, stage.citizen())
    assert (shown.count("Een taak"), shown.count("Een brief")) == (1, 1)
    assert "Alles in Berichten" not in shown


async def test_overview_of_another_subject_has_nothing(stage: Stage, gateway: httpx2.AsyncClient):
    await stage.register(draft("a", title="Van een ander"))
    await stage.deliver()
    assert "Van een ander" not in await page(gateway, somebody())


async def test_overview_costs_the_same_however_much_there_is(
    stage: Stage, platform: Platform, gateway: httpx2.AsyncClient
):
    costs: list[int] = []
    for begins in (0, 1, 20):
        await stage.register(*(draft(f"n{one}") for one in range(begins, begins * 2 + 1)))
        await stage.deliver()
        with sent.collected(" ") as statements:
            await page(gateway, stage.citizen())
        costs.append(len(statements))
    assert len(set(costs)) == 1, costs
