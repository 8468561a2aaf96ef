"""A browser whose tabs ask at the same moment, and one that never hears an answer."""

import httpx2

from tests.sso.played import ISSUER, Browser, asked

LOGIN = "__Host-cp-login"
SSO = "__Host-cp-sso"
ME = "__Host-cp-me"
_DOMAIN = "localhost.local"
"""What the jar takes our host for."""


def held(browser: Browser) -> dict[str, str]:
    """Return the cookies of ours that a browser holds now."""
    return dict(browser.ours.cookies)


def hold(browser: Browser, cookies: dict[str, str]) -> None:
    """Let a browser hold these cookies and no others."""
    browser.ours.cookies.clear()
    for name, value in cookies.items():
        browser.ours.cookies.set(name, value, domain=_DOMAIN)


async def ask(browser: Browser, address: str, cookies: dict[str, str], **params: str) -> httpx2.Response:
    """Ask in a tab that sends these cookies, whatever the browser holds by now; it keeps nothing."""
    transport = browser.ours._transport
    async with httpx2.AsyncClient(transport=transport, base_url=ISSUER) as tab:
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return await tab.get(address, params=params or None, headers={"cookie": said})


def given(answer: httpx2.Response, cookies: dict[str, str]) -> dict[str, str]:
    """Return the cookies of a browser once it took those of an answer."""
    fresh = {cookie.name: cookie.value or "" for cookie in answer.cookies.jar}
    return cookies | fresh


async def lost(browser: Browser, citizen: str, **changed: str) -> None:
    """Log in at a site, and lose our answer after all was done."""
    back = await browser.through(await browser.go("/sso/authorize", **asked(**changed)), citizen)
    before = held(browser)
    await browser.ours.get(back)
    hold(browser, before)
