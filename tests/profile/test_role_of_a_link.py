"""A link to what belongs to another role: the citizen is asked for which, and nothing is given away."""

from dataclasses import replace
from urllib.parse import quote

import httpx2
import pytest

from blocks.notifications.model import Accepted
from profile_core.contract import Acting, Platform, ids, in_role
from tests.notifications.conftest import gateway, platform, stage
from tests.notifications.played import Stage, draft
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.test_overview import HTML

__all__ = ["gateway", "platform", "stage"]


async def ask(client: httpx2.AsyncClient, acting: Acting, path: str) -> httpx2.Response:
    return await client.get(path, headers={**HTML, **bearer(acting)})


async def test_citizen_is_asked_in_which_role_and_comes_back(stage: Stage, gateway: httpx2.AsyncClient):
    [accepted] = await stage.register(draft("a"))
    await stage.deliver()
    assert isinstance(accepted, Accepted)
    path = f"/me/item/{accepted.id}"
    answer = await ask(gateway, somebody(), path)
    assert answer.status_code == 404
    switch = f"/sso/login?prompt=select_account&amp;return_to={quote(path, safe='/')}"
    assert f'href="{switch}">Kies een andere rol' in answer.text
    assert "U kijkt nu voor uzelf." in answer.text


async def test_what_is_anothers_and_what_is_not_there_look_the_same(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [accepted] = await stage.register(draft("a"))
    await stage.deliver()
    assert isinstance(accepted, Accepted)
    mine = somebody()

    async def said(one: object) -> str:
        text = (await ask(gateway, mine, f"/me/item/{one}")).text
        return text.replace(str(one), "").partition("cp-reference")[0]

    assert await said(accepted.id) == await said(ids.new_id(7))


@pytest.mark.parametrize("path", ["/me/item/x", "/me/item/x/appointment.ics", "/me/data/kind/x"])
async def test_every_page_that_is_not_there_offers_it(gateway: httpx2.AsyncClient, path: str):
    answer = await ask(gateway, somebody(), path)
    assert answer.status_code == 404
    assert "Kies een andere rol" in answer.text


async def test_link_shown_in_another_role_asks_and_goes_on(platform: Platform, gateway: httpx2.AsyncClient):
    mine = somebody()
    for_bakery = replace(mine, subject=somebody().subject)
    link = in_role.marked(platform.keyring, for_bakery, "/me/inbox")
    assert (await ask(gateway, for_bakery, link)).status_code == 200
    asked = await ask(gateway, mine, f"{link}&lang=nl")
    assert asked.status_code == 409
    assert "Voor wie wilt u dit zien?" in asked.text
    assert 'href="/me/inbox?lang=nl">Verder als uzelf' in asked.text
    assert "prompt=select_account&amp;return_to=/me/inbox" in asked.text
    assert (await ask(gateway, mine, "/me/inbox")).status_code == 200


async def test_mark_tells_nothing_and_is_of_one_citizen(platform: Platform):
    mine, subject = somebody(), somebody().subject
    marks = {
        in_role.marked(platform.keyring, replace(one, subject=subject), "/me") for one in (mine, somebody())
    }
    assert len(marks) == 2
    assert all(len(mark.partition("in_role=")[2]) == 4 for mark in marks)


@pytest.mark.parametrize("mark", ["", "ffff", "é", "0" * 5000])
async def test_mark_that_nobody_wrote_asks_too(gateway: httpx2.AsyncClient, mark: str):
    assert (await ask(gateway, somebody(), f"/me?in_role={mark}")).status_code == 409
