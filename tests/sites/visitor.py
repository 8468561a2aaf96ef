"""A citizen's browser, by HTTP: it follows redirects and refreshes, keeps cookies per host, and sends the forms that it is shown."""

import re
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

_LINK = re.compile(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_FORM = re.compile(r'<form method="post" action="([^"]*)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_REFRESH = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')
_BUTTON = re.compile(r'<button[^>]* name="(\w+)" value="([^"]*)"[^>]*>(.*?)</button>', re.DOTALL)


class Visitor:
    """Somebody at a browser; one that ``stops_at`` an address does not bring there what it was given for it."""

    def __init__(self, *, stops_at: str = "") -> None:
        # Browsers count http://localhost as secure.
        jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
        self._http = httpx2.Client(
            transport=_Loopback(stops_at), cookies=jar, follow_redirects=True, timeout=30
        )
        self.page = httpx2.Response(204)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def visit(self, address: str) -> str:
        """Visit an address and return the page where that ends."""
        return self._shown(self._http.get(address))

    def follow(self, words: str) -> str:
        """Follow the link that says this."""
        found = [href for href, said in _LINK.findall(self.page.text) if words in unescape(said)]
        assert found, self.page.text
        return self.visit(urljoin(str(self.page.url), unescape(found[0])))

    def press(self, words: str) -> str:
        """Press the button that says this."""
        address = str(self.page.url)
        form = _FORM.search(self.page.text)
        assert form, self.page.text
        pressed = [
            (name, value) for name, value, said in _BUTTON.findall(self.page.text) if words in unescape(said)
        ]
        assert pressed, self.page.text
        fields = dict([*_HIDDEN.findall(self.page.text), pressed[0]])
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        answer = self._http.post(
            urljoin(address, unescape(form[1])),
            data={name: unescape(value) for name, value in fields.items()},
            headers={"origin": origin},
        )
        return self._shown(answer)

    def _shown(self, page: httpx2.Response) -> str:
        """Keep a page, and go on from one that does so by itself."""
        self.page = page
        leads = _REFRESH.search(page.text)
        return self.visit(urljoin(str(page.url), unescape(leads[1]))) if leads else page.text


class _Loopback(httpx2.HTTPTransport):
    """Knows, as browsers do, that names under localhost are this machine (RFC 6761 section 6.3)."""

    def __init__(self, stops_at: str) -> None:
        super().__init__()
        self._stops_at = stops_at

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._stops_at and str(request.url).startswith(self._stops_at):
            return httpx2.Response(204)
        if request.url.host.endswith(".localhost"):
            there = request.url.copy_with(host="127.0.0.1")
            request = httpx2.Request(request.method, there, headers=request.headers, stream=request.stream)
        return super().handle_request(request)
