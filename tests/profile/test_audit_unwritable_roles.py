"""While the trail cannot be written no register is told a number, and nobody acts at our pages in another's name."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2
import pytest

from profile_core.testing.registers.register import Register
from tests.profile.shut_trail import Shut, shut
from tests.sso.acting.conftest import configured, region, roles
from tests.sso.acting.test_trail import BIKES, lines
from tests.sso.conftest import Played, application, configure, played, upstream
from tests.sso.played import ISSUER, Browser, asked
from tests.sso.registered import answered, hint, offered

__all__ = ["configure", "configured", "played", "region", "roles", "shut", "upstream"]


@pytest.fixture
async def acting(roles: Played) -> AsyncIterator[Played]:
    """Answer faults of our own as a server does."""
    transport = httpx2.ASGITransport(application(roles.platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ISSUER) as ours:
        yield replace(roles, ours=ours, browser=Browser(ours))


async def test_no_register_is_told_a_number(acting: Played, shut: Shut, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(Register, "roles_of", lambda _, number: told.append(number) or [])
    await acting.browser.log_in(login_hint=hint("BUR"))
    assert told == []
    async with shut():
        refused = await acting.browser.settled(await acting.browser.go("/sso/authorize", **asked()))
        assert refused.status_code >= 500
        assert told == []
    assert "code" in await answered(acting.browser)
    assert len(told) == 2, "each register once"


async def test_nobody_gets_a_page_in_anothers_name(acting: Played, shut: Shut):
    browser = acting.browser
    answer = await browser.go("/sso/login", return_to="/me")
    page = await browser.back(await browser.through(answer))
    before = dict(browser.ours.cookies)
    async with shut():
        refused = await browser.settled(await browser.choose(page, role=offered(page.text)[BIKES]))
        assert refused.status_code >= 500
        assert dict(browser.ours.cookies) == before, "no cookie of our pages"
    await browser.settled(await browser.choose(page, role=offered(page.text)[BIKES]))
    assert dict(browser.ours.cookies) != before
    assert len(await lines(acting, "sso.role_taken")) == 2
