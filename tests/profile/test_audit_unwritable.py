"""While the trail cannot be written nothing personal leaves; once it can be again, all goes on by itself."""

from collections.abc import Sequence

import httpx2
import pytest

from blocks.notifications.model import Accepted
from blocks.notifications.pages.shown import INBOX
from profile_core.contract import Platform, audit
from profile_core.profile import erasure, export, holdings
from tests.notifications.conftest import gateway, platform, stage
from tests.notifications.played import CITIZENS, Stage, draft
from tests.notifications.test_trail import holder
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.filled import NUMBERS, fill
from tests.profile.shut_trail import Shut, shut
from tests.sso.conftest import Played, configure, configured, played, upstream
from tests.sso.played import fields_of, redeem

__all__ = ["configure", "configured", "gateway", "platform", "played", "shut", "stage", "upstream"]

TITLE = "Uw parkeerkaart is klaar"
OF_ITEM = "/me/item"
HTML = {"Accept": "text/html"}


async def test_export_is_not_sent(whole: Platform, asking: httpx2.AsyncClient, shut: Shut):
    acting = somebody()
    await fill(whole, acting.citizen, NUMBERS[0])
    async with shut():
        answer = await asking.get(export.PATH, headers={**HTML, **bearer(acting)})
        assert answer.status_code >= 500
        assert NUMBERS[0] not in answer.text and "holdings" not in answer.text
    answer = await asking.get(export.PATH, headers=bearer(acting))
    assert answer.status_code == 200
    assert NUMBERS[0] in answer.text


async def test_nothing_is_erased(whole: Platform, asking: httpx2.AsyncClient, shut: Shut):
    acting = somebody()
    await fill(whole, acting.citizen, NUMBERS[0])
    form = {"cp_session": acting.mark, "sure": "yes"}
    async with shut():
        answer = await asking.post(erasure.PATH, headers={**HTML, **bearer(acting)}, data=form)
        assert answer.status_code >= 500
    async with whole.store.read() as tx:
        found = await holdings.look(tx, whole, acting.citizen, most=0)
    assert {one.tally.rows for one in found} == {1}, "all is there as it was"
    answer = await asking.post(erasure.PATH, headers={**HTML, **bearer(acting)}, data=form)
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["/me", INBOX, f"{OF_ITEM}/{{id}}", "/graphql"])
async def test_who_acts_for_another_reads_nothing(
    stage: Stage, gateway: httpx2.AsyncClient, shut: Shut, asked: str
):
    [accepted] = await stage.register(draft("1"))
    await stage.deliver()
    assert isinstance(accepted, Accepted)
    acting = holder(stage)

    async def ask() -> httpx2.Response:
        if asked != "/graphql":
            return await gateway.get(
                asked.format(id=accepted.id), headers={**HTML, "Accept-Language": "nl", **bearer(acting)}
            )
        query = "query One($id: ID!) { notifications { notification(id: $id) { title } } }"
        sent = {"query": query, "variables": {"id": str(accepted.id)}}
        return await gateway.post(asked, headers=bearer(acting), json=sent)

    async with shut():
        answer = await ask()
        assert TITLE not in answer.text
        assert answer.status_code >= 500 or "errors" in answer.json()
        assert not await _trail(stage)
    assert TITLE in (await ask()).text
    assert len(await _trail(stage)) == 1


async def _trail(stage: Stage) -> Sequence[object]:
    async with stage.platform.store.read() as tx:
        return await audit.about(tx, stage.citizen(CITIZENS[0]).subject, most=9)


async def test_site_is_given_nothing(played: Played, shut: Shut):
    code = fields_of((await played.browser.log_in(scope="openid profile")).headers["location"])["code"]
    async with shut():
        with pytest.raises(Exception, match="shut"):
            await redeem(played.ours, played.gent, code)
    answer = await redeem(played.ours, played.gent, code)
    assert answer.status_code == 200, "the code serves: it was not used up"
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    async with shut():
        with pytest.raises(Exception, match="shut"):
            await played.ours.get("/sso/userinfo", headers=headers)
    assert (await played.ours.get("/sso/userinfo", headers=headers)).status_code == 200
