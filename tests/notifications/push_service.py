"""A push service of the tests' own: it checks VAPID, holds headers to their RFCs, and decrypts as the browser would."""

import asyncio
import base64
import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from profile_core.kit import clock


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One browser's end: its keys, and the address that the push service gave it."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @property
    def p256dh(self) -> str:
        return text(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def given(self) -> dict[str, str]:
        """Return what the browser hands to the page."""
        return {"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": text(self.auth)}


class PushService:
    """Answers 201 to what a real one would take; ``answers`` holds what it says to a path instead."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.taken: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.headers: list[dict[str, str]] = []
        self.sizes: list[int] = []
        self.answers: defaultdict[str, list[str]] = defaultdict(list)
        self.refused: list[str] = []
        self.key = b""
        """The server's key that all subscriptions are bound to."""

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", 0)
        self.origin = f"http://push.localhost:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.close()

    def browser(self, name: str = "one") -> Browser:
        """Subscribe a browser."""
        private = ec.generate_private_key(ec.SECP256R1())
        made = Browser(endpoint=f"{self.origin}/{name}", private=private, auth=os.urandom(16))
        self.browsers[f"/{name}"] = made
        return made

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                pairs = (line.partition(":") for line in head[1:] if line)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(headers["content-length"]))
                path = head[0].split()[1]
                self.headers.append(headers)
                self.sizes.append(len(body))
                answer = self.answers[path].pop(0) if self.answers[path] else self._take(path, headers, body)
                writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> str:
        if path not in self.browsers:
            return "404 Not Found"
        try:
            self._check(headers, body)
            plain = http_ece.decrypt(
                body,
                private_key=self.browsers[path].private,
                auth_secret=self.browsers[path].auth,
                version="aes128gcm",
            )
        except Exception as error:  # noqa: BLE001 (whatever is wrong is told to the test)
            self.refused.append(repr(error))
            return "403 Forbidden"
        self.taken[path].append(json.loads(plain))
        return "201 Created"

    def _check(self, headers: dict[str, str], body: bytes) -> None:
        """Hold a message to RFC 8030, 8188, 8291 and 8292."""
        found = re.fullmatch(r"vapid t=(\S+), k=(\S+)", headers["authorization"])
        assert found, "authorization"
        key = raw(found[2])
        assert key == self.key, "another key than the subscription is bound to"
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        pem = point.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        token = jwt.decode(found[1], ECKey.import_key(pem), algorithms=["ES256"])
        now = clock.now().timestamp()
        assert token.claims["aud"] == self.origin, "aud"
        assert now < token.claims["exp"] <= now + 86_400, "exp"
        assert re.match(r"(mailto:|https?://)", token.claims["sub"]), "sub"
        assert headers["content-encoding"] == "aes128gcm", "content-encoding"
        assert headers["ttl"].isdigit(), "ttl"
        assert headers["urgency"] in ("very-low", "low", "normal", "high"), "urgency"
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers["topic"]), "topic"
        assert len(body) <= 4096, "size"
