"""The endpoint as a WSGI application (PEP 3333), to mount where the header asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx2

from citizen_profile_site.endpoint import WAIT, answer
from citizen_profile_site.site import Site

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WsgiHeaderToken:
    """Answers as ``AsgiHeaderToken`` does; both callbacks get the request's WSGI environ."""

    site: Site
    id_token: Callable[[Environ], str | None]
    end_session: Callable[[Environ], object]
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=WAIT))

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> list[bytes]:
        """Answer one HTTP request."""
        method, id_token = environ["REQUEST_METHOD"], self.id_token(environ)
        headers = {name: environ.get(f"HTTP_{name}", "") for name in ("ORIGIN", "DPOP")}
        said = answer(self.site, self.client, method=method, headers=headers, id_token=id_token)
        if said.ended:
            self.end_session(environ)
        start_response(f"{said.status} {HTTPStatus(said.status).phrase}", [*said.headers.items()])
        return [said.body]
