"""What a borrowed browser must not do asks for a login of the last quarter of an hour."""

from datetime import timedelta

import httpx2
import pytest

from profile_core.contract import Acting, Platform, clock
from profile_core.profile import holdings
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.filled import NUMBERS, fill

HTML = {"Accept": "text/html"}


@pytest.fixture
async def citizen(whole: Platform) -> Acting:
    """Give a citizen of whom something is held."""
    acting = somebody()
    await fill(whole, acting.citizen, NUMBERS[0])
    return acting


def old(acting: Acting) -> dict[str, str]:
    return {**HTML, **bearer(acting), "X-Played-Login": (clock.now() - timedelta(minutes=16)).isoformat()}


@pytest.mark.parametrize("path", ["/me/data", "/me/data/erase"])
async def test_login_of_long_ago_leads_to_a_new_one_and_back(
    asking: httpx2.AsyncClient, citizen: Acting, path: str
):
    answer = await asking.get(f"{path}?lang=fr", headers=old(citizen))
    assert answer.status_code == 303
    address = httpx2.URL(answer.headers["location"])
    assert (address.path, address.params["prompt"]) == ("/sso/login", "login")
    assert address.params["return_to"] == f"{path}?lang=fr"
    assert (await asking.get(path, headers={**HTML, **bearer(citizen)})).status_code == 200


async def test_file_is_not_sent_and_the_page_is_where_to_log_in(asking: httpx2.AsyncClient, citizen: Acting):
    answer = await asking.get("/me/data/export.json", headers=old(citizen))
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/data")


async def test_nothing_is_erased_by_a_form_of_long_ago(
    whole: Platform, asking: httpx2.AsyncClient, citizen: Acting
):
    form = {"cp_session": citizen.mark, "sure": "yes"}
    answer = await asking.post("/me/data/erase", headers=old(citizen), data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/data/erase")
    async with whole.store.read() as tx:
        found = await holdings.look(tx, whole, citizen.citizen, most=0)
    assert {one.tally.rows for one in found} == {1}, (
        "each table has the row that it had, the trail no new one"
    )
