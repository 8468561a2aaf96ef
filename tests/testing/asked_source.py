"""Asks the simulated source as we do, and remembers nothing but how."""

import base64
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx2
import msgspec

from tests.testing.played_issuer import Issuer

TYP = "source-request+jwt"
LOTTE, WOUT = "88021400084", "79060399930"
Json = dict[str, Any]
_HTTP = httpx2.Client(timeout=10)


def claims(issuer: Issuer, address: str, body: bytes) -> Json:
    """Return what is signed with a question that is sent now."""
    now = int(time.time())
    return {
        "iss": issuer.address,
        "aud": address,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(16),
        "digest": base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode(),
    }


def named(body: bytes) -> dict[str, str]:
    """Return the headers that every question has besides its token."""
    digest = base64.b64encode(sha256(body).digest()).decode()
    return {"content-digest": f"sha-256=:{digest}:", "x-correlation-id": secrets.token_hex(8)}


def key(item: Json) -> tuple[str, str]:
    """Return by which an item is told from the subject's others."""
    return item["externalId"], item["type"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A source at its base address, and whose keys it trusts."""

    issuer: Issuer
    base: str
    control: str
    http: httpx2.Client = field(default=_HTTP)

    def post(
        self,
        path: str,
        body: bytes,
        *,
        typ: str = TYP,
        signer: Any = None,
        headers: dict[str, str] | None = None,
        **changed: Any,
    ):
        """Ask, with claims and headers changed; a claim that is None and a header that is empty are left out."""
        address = f"{self.base}/{path}"
        token = self.issuer.sign(claims(self.issuer, address, body) | changed, typ=typ, key=signer)
        given = {"authorization": f"Bearer {token}", "content-type": "application/json"} | named(body)
        given = {name: value for name, value in (given | (headers or {})).items() if value}
        return self.http.post(address, content=body, headers=given)

    def query(self, subject: str = LOTTE, **question: Any):
        """Ask what a subject has."""
        asked = {"subject": {"nationalNumber": subject}, "role": "BUR", "limit": 1000, "language": "nl"}
        return self.post("notifications/query", msgspec.json.encode(asked | question))

    def items(self, subject: str = LOTTE, **question: Any) -> list[Json]:
        """Return the items of one page."""
        answer = self.query(subject, **question)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def pages(self, subject: str = LOTTE, **question: Any) -> Iterator[list[Json]]:
        """Go from page to page by ``nextCursor``."""
        cursor: Json = {}
        for _ in range(100):
            page = self.query(subject, **question, **cursor).json()
            yield page["items"]
            if page["nextCursor"] is None:
                return
            cursor = {"cursor": page["nextCursor"]}
        raise AssertionError("pages without an end")

    def changes(self, cursor: str | None = None, limit: int = 1000) -> Json:
        """Return one page of the feed."""
        body = msgspec.json.encode({"cursor": cursor, "limit": limit})
        answer = self.post("notifications/changes", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def followed(self, limit: int = 1000, cursor: str | None = None) -> list[Json]:
        """Return all changes after a cursor."""
        found: list[Json] = []
        while (page := self.changes(cursor, limit))["items"]:
            found += page["items"]
            cursor = page["nextCursor"]
        return found

    def end(self) -> str:
        """Return the cursor after all that is there now."""
        cursor = self.changes()["nextCursor"]
        while (page := self.changes(cursor))["items"]:
            cursor = page["nextCursor"]
        return cursor

    def told(self, **wish: Any) -> Json:
        """Direct the source, and return how it is."""
        answer = self.http.post(self.control, json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()
