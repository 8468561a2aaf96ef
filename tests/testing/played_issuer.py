"""Our sign-on as those see it who verify what it signed: metadata and keys, and nothing behind them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

ENDPOINTS = ("authorization", "token", "userinfo", "end_session")


class Issuer(ThreadingHTTPServer):
    """Publishes one key, and counts how often it is asked for."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        self.fetched = 0
        super().__init__(("127.0.0.1", 0), _Documents)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"

    def sign(self, claims: dict[str, Any], *, typ: str, key: ECKey | None = None) -> str:
        """Sign claims; one that is None is left out."""
        signer = key or self.key
        header = {"alg": "ES256", "kid": signer.kid, "typ": typ}
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, given, signer, ["ES256"])


class _Documents(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        issuer = self.server
        assert isinstance(issuer, Issuer)
        if self.path == "/sso/jwks":
            issuer.fetched += 1
            said: dict[str, Any] = {"keys": [issuer.key.as_dict(private=False)]}
        else:
            at = {f"{name}_endpoint": f"{issuer.address}/sso/{name}" for name in ENDPOINTS}
            said = {"issuer": issuer.address, "jwks_uri": f"{issuer.address}/sso/jwks", **at}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it has there)
        pass


@contextmanager
def running() -> Iterator[Issuer]:
    with Issuer() as issuer:
        threading.Thread(target=issuer.serve_forever, daemon=True).start()
        yield issuer
        issuer.shutdown()
