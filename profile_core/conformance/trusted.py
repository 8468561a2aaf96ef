"""What the endpoint trusts meanwhile: our metadata and the public key, on the loopback address."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import msgspec
from joserfc.jwk import ECKey, KeySet

from profile_core.conformance.model import UnreachableError

_LOOPBACK = "127.0.0.1"


@contextmanager
def served(key: ECKey, issuer: str, port: int) -> Generator[None]:
    """Serve the metadata of an issuer and the public half of its key until the block ends."""
    documents = {
        "/.well-known/openid-configuration": {"issuer": issuer, "jwks_uri": f"{issuer}/sso/jwks"},
        "/sso/jwks": KeySet([key]).as_dict(private=False),
    }
    try:
        server = ThreadingHTTPServer((_LOOPBACK, port), _handler(documents))
    except OSError as error:
        message = (
            f"Port {port} cannot be had for the keys ({error.strerror}). Choose another with --jwks-port."
        )
        raise UnreachableError(message) from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(documents: Mapping[str, object]) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        answers: ClassVar = {path: msgspec.json.encode(said) for path, said in documents.items()}

    return Handler


class _Handler(BaseHTTPRequestHandler):
    answers: ClassVar[Mapping[str, bytes]] = {}
    timeout = 5

    def do_GET(self) -> None:
        body = self.answers.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is called)
        """Say nothing: the report is what is printed."""
