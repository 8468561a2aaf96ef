"""What a site is told of a login stays that of its own, whoever logs in after it (OpenID Connect Core section 12.2)."""

from typing import Any

import pytest
import time_machine

from profile_core.contract import clock
from profile_core.testing.identity_provider.provider import Config
from sso import levels
from sso.tables import client_session_table
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, Played
from tests.sso.played import claims_of, fields_of, redeem
from tests.sso.programs import change, post

SUBSTANTIAL, HIGH = levels.acr_of("substantial"), levels.acr_of("high")


@pytest.fixture
def configured(upstream: str, configure: Configure) -> None:
    """Let sign-on know how sure each of its identity provider's logins is."""
    known = Config(issuer=upstream, clients=()).levels
    rows = "\n".join(f'"{acr}" = "{level}"' for acr, level in known.items())
    configure(Upstream(issuer=upstream, more=f"[upstream.levels]\n{rows}"))


async def given(played: Played, **changed: str) -> dict[str, Any]:
    """Log in at the site of Ghent, with a refresh token."""
    await change(played, played.gent, scopes=["openid", "offline_access"])
    answer = await played.browser.log_in(scope="openid offline_access", **changed)
    return (await redeem(played.ours, played.gent, fields_of(answer.headers["location"])["code"])).json()


async def refreshed(played: Played, token: str) -> dict[str, Any]:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    answer = await post(played.ours, "/sso/token", form, played.gent)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def acr_told(played: Played, token: str) -> str:
    return (await post(played.ours, "/sso/introspect", {"token": token}, played.gent)).json()["acr"]


async def test_refreshed_id_token_tells_of_the_login_that_the_first_told_of(played: Played):
    first = await given(played)
    claims = claims_of(first["id_token"])
    assert claims["acr"] == SUBSTANTIAL
    with time_machine.travel(clock.ahead(20), tick=False):
        later = claims_of((await given(played, prompt="login", acr_values=HIGH))["id_token"])
        assert (later["acr"], later["auth_time"] > claims["auth_time"]) == (HIGH, True)
        again = await refreshed(played, first["refresh_token"])
        said = claims_of(again["id_token"])
        assert {name: said[name] for name in ("acr", "auth_time", "sub", "sid")} == {
            name: claims[name] for name in ("acr", "auth_time", "sub", "sid")
        }
        for name in ("access_token", "refresh_token"):
            assert await acr_told(played, again[name]) == SUBSTANTIAL


async def test_client_session_from_before_is_told_of_as_its_session(played: Played):
    first = await given(played)
    async with played.platform.store.begin() as tx:
        t = client_session_table
        await tx.run(t.update().where(t.c.bucket.in_(range(1024))).values(acr=None, auth_time=None))
    said = claims_of((await refreshed(played, first["refresh_token"]))["id_token"])
    claims = claims_of(first["id_token"])
    assert (said["acr"], said["auth_time"]) == (claims["acr"], claims["auth_time"])
