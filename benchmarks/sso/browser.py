"""A browser that logs in once, by hand through whatever pages come, and keeps its cookies."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

from benchmarks.sso.contestant import BROWSERS, Contestant, prepared
from benchmarks.sso.line import Answer, Line

_FORM = re.compile(r'<form[^>]* action="([^"]*)"')
_HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
_PAGES = 20


class Browser:
    """Cookies by origin; it follows redirects and sends the first form of a page, filled in."""

    def __init__(self, filled_in: dict[str, str]) -> None:
        self._filled_in = filled_in
        self._jars: dict[str, dict[str, str]] = {}

    def cookies(self, address: str) -> str:
        """Return what is sent along to an address."""
        return "; ".join(f"{name}={value}" for name, value in self._jar(address).items())

    async def log_in(self, address: str, until: str) -> None:
        """Go on from an address until we are sent to one that begins with ``until``."""
        for _ in range(_PAGES):
            answer = await self._visit(address)
            while answer.status in (302, 303):
                address = urljoin(address, answer.header("location"))
                if address.startswith(until):
                    return
                answer = await self._visit(address)
            address, answer = await self._send(address, answer.body.decode())
            if answer.status not in (302, 303):
                raise SystemExit(f"{address} answered {answer.status}")
            address = urljoin(address, answer.header("location"))
            if address.startswith(until):
                return
        raise SystemExit(f"the browser never came to {until}")

    async def _send(self, address: str, page: str) -> tuple[str, Answer]:
        action = _FORM.search(page)
        if action is None:
            raise SystemExit(f"{address} shows no form: {page[:2000]}")
        form = {name: unescape(value) for name, value in _HIDDEN.findall(page)} | self._filled_in
        address = urljoin(address, unescape(action[1]))
        return address, await self._visit(address, urlencode(form))

    async def _visit(self, address: str, form: str | None = None) -> Answer:
        parts = urlsplit(address)
        line = await Line.to(_origin(address))
        path = f"{parts.path or '/'}?{parts.query}"
        cookies = self.cookies(address) or "none=1"
        answer = await (line.get(path, cookies) if form is None else line.post(path, form, cookies=cookies))
        await line.close()
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, said = value.partition(";")[0].partition("=")
                self._jar(address)[key] = said
        return answer

    def _jar(self, address: str) -> dict[str, str]:
        return self._jars.setdefault(_origin(address), {})


async def logged_in(contestant: Contestant, filled_in: dict[str, str]) -> Contestant:
    """Log in for the first time in every browser."""
    cookies: list[str] = []
    for _ in range(BROWSERS):
        browser = Browser(filled_in)
        await browser.log_in(contestant.issuer + prepared(contestant).path, contestant.redirect_uri)
        cookies.append(browser.cookies(contestant.issuer))
    return replace(contestant, cookies=tuple(cookies))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
