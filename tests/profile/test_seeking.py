"""Searching all blocks at once: what they find stands under their titles, and what is looked for in no address."""

import httpx2
import pytest

from profile_core.contract import (
    MOST,
    Acting,
    Block,
    Found,
    Line,
    Lines,
    Platform,
    UnavailableError,
    texts,
)
from tests.notifications.conftest import gateway, platform, stage
from tests.notifications.played import CITIZENS, Stage, draft
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.test_overview import HTML, Told, in_order, told

__all__ = ["gateway", "platform", "stage", "told"]

PATH = "/me/search"


def finding(name: str, *titles: str, more: bool = False) -> Block:
    """Return a block that finds these of its titles that hold the words."""

    async def finds(platform: Platform, acting: Acting, words: str, language: str) -> Found:
        found = [one for one in titles if words in one]
        lines = [Line(title=texts(nl=one), sender=texts(nl="Stad Gent"), path="/me/x") for one in found]
        return Found(lines=Lines(items=lines, path=f"/me/{name}/search", more=more))

    return Block(name=name, title=texts(nl=name.title()), search=finds)


def failing(name: str) -> Block:
    async def finds(platform: Platform, acting: Acting, words: str, language: str) -> Found:
        raise UnavailableError("fails", "It fails.")

    return Block(name=name, title=texts(nl=name.title()), search=finds)


async def search(client: httpx2.AsyncClient, acting: Acting, words: str, status: int = 200) -> str:
    form = {"cp_session": acting.mark, "words": words}
    answer = await client.post(PATH, data=form, headers={**HTML, **bearer(acting)})
    assert answer.status_code == status, answer.text
    return answer.text


async def test_what_blocks_find_stands_under_their_titles(told: Told):
    client = told(
        finding("files", "Een boom vellen"), finding("letters", "Uw boom", "Iets"), failing("permits")
    )
    shown = await search(client, somebody(), "boom")
    assert in_order(shown, "<h2>Files</h2>", "Een boom vellen", "<h2>Letters</h2>", "Uw boom")
    assert "Iets" not in shown
    assert in_order(shown, "Eén onderdeel antwoordt nu niet", "<li>Permits</li>", "<h2>Files</h2>")
    assert 'value="boom"' in shown


async def test_search_goes_on_in_the_block_by_the_same_words(told: Told):
    shown = await search(told(finding("files", "boom", more=True)), somebody(), "boom")
    form = shown.partition('action="/me/files/search"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="words" value="boom">' in form
    assert "Verder zoeken in Files" in form


async def test_block_that_has_looked_at_a_part_only_says_so(told: Told):
    shown = await search(told(finding("files", more=True)), somebody(), "boom")
    assert "Bij het nieuwste is nog niets gevonden." in shown
    assert "Niets past" not in shown


async def test_nothing_found_says_what_to_try(told: Told):
    assert "Niets past bij uw zoekopdracht" in await search(told(finding("files")), somebody(), "boom")


@pytest.mark.parametrize(
    ("words", "said"), [("  ", "Vul in wat u zoekt."), ("x" * 101, "hoogstens 100 tekens")]
)
async def test_bad_words_are_kept_and_say_what_to_do(told: Told, words: str, said: str):
    shown = await search(told(finding("files")), somebody(), words, 400)
    assert shown.count(said) == 2
    assert f'value="{words.strip()}"' in shown


async def test_words_need_the_mark_of_the_session(told: Told):
    acting = somebody()
    headers = {**HTML, **bearer(acting)}
    answer = await told(finding("files", "boom")).post(PATH, data={"words": "boom"}, headers=headers)
    assert answer.status_code == 400


async def test_form_is_offered_only_where_something_can_be_searched(told: Told, gateway: httpx2.AsyncClient):
    async def begun(client: httpx2.AsyncClient) -> str:
        return (await client.get("/me", headers={**HTML, **bearer(somebody())})).text

    assert f'action="{PATH}"' in await begun(gateway)
    assert f'action="{PATH}"' not in await begun(told())


async def test_inbox_finds_what_the_citizen_may_see(stage: Stage, gateway: httpx2.AsyncClient):
    drafts = [draft(f"n{one}", title=f"Een boom {one}") for one in range(MOST + 1)]
    await stage.register(*drafts, draft("other", title="Iets anders"))
    await stage.deliver()
    shown = await search(gateway, stage.citizen(), "BOOM")
    assert shown.count(">Een boom ") == MOST
    assert "Iets anders" not in shown
    assert 'action="/me/inbox/search"' in shown
    assert "Een boom" not in await search(gateway, stage.citizen(CITIZENS[1]), "boom")
