"""Many at once: of those who bring the same code one gets its tokens."""

import asyncio

import httpx2
import pytest

from tests.sso.conftest import Played
from tests.sso.played import asked, fields_of, redeem

pytestmark = pytest.mark.faults


@pytest.fixture
def configured(configured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one address come as often as a crowd does."""
    monkeypatch.setenv("CITIZEN_PROFILE_SSO_ADDRESS_LIMIT", "100000")


async def patiently(played: Played, code: str) -> httpx2.Response:
    """Come back where so many at once were too many for now: nothing was done then."""
    answer = await redeem(played.ours, played.gent, code)
    if answer.status_code != 503:
        return answer
    await asyncio.sleep(0.2)
    return await patiently(played, code)


async def test_of_400_redemptions_of_200_codes_200_win_and_each_replay_ends_what_the_code_gave(
    played: Played,
):
    await played.browser.log_in()
    answers = [await played.browser.go("/sso/authorize", **asked()) for _ in range(200)]
    codes = [fields_of(answer.headers["location"])["code"] for answer in answers]
    given = await asyncio.gather(*(patiently(played, code) for code in [*codes, *codes]))
    assert sorted(answer.status_code for answer in given) == [200] * 200 + [400] * 200
    tokens = [answer.json()["access_token"] for answer in given if answer.status_code == 200]
    shown = [{"authorization": f"Bearer {token}"} for token in tokens]
    told = await asyncio.gather(*(played.ours.get("/sso/userinfo", headers=one) for one in shown))
    assert {answer.status_code for answer in told} == {401}
