"""A small provider that keeps the source API to the letter, and three places where a test lets it break one thing."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx2
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from profile_core.kit import clock

LOTTE, WOUT = "88021400084", "79060399930"
SIZE = 10
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer on its way out; ``question`` is what was asked, in the feed and live."""

    path: str
    question: Json
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    document: Any = None
    body: bytes | None = None


class RefusedError(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


def _same(question: Json) -> Json:
    return question


def _unchanged(said: Said) -> Said:
    return said


@dataclass(slots=True, kw_only=True)
class Honest:
    """The provider. ``believes`` names what it does not check, ``hears`` and ``says`` change questions and answers."""

    issuer: str
    base: str = ""
    believes: frozenset[str] = frozenset()
    hears: Callable[[Json], Json] = _same
    says: Callable[[Said], Said] = _unchanged
    spent: set[str] = field(default_factory=set)
    keys: KeySet | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/citizen-profile-source", self.describe),
                Route("/{block}/{door}", self.answer, methods=["POST"]),
            ]
        )

    async def describe(self, request: Request) -> Response:
        document = {
            "version": "1.0",
            "blocks": ["notifications"],
            "pageSize": SIZE,
            "languages": ["nl", "fr"],
        }
        return self.sent(Said(path=request.url.path, question={}, document=document))

    async def answer(self, request: Request) -> Response:
        path, body = request.url.path, await request.body()
        try:
            self.check(f"{self.base}{path}", request.headers.get("authorization", ""), body)
            if request.path_params["block"] != "notifications":
                raise RefusedError(404)
            answered = live if request.path_params["door"] == "query" else feed
            question = self.hears(read(body))
            document = answered(question)
        except RefusedError as refused:
            kind, why = "application/problem+json", {"status": refused.status}
            return self.sent(Said(path=path, question={}, status=refused.status, kind=kind, document=why))
        return self.sent(Said(path=path, question=question, document=document))

    def sent(self, said: Said) -> Response:
        said = self.says(said)
        body = msgspec.json.encode(said.document) if said.body is None else said.body
        return Response(body, said.status, {"content-type": said.kind, **said.headers})

    def check(self, address: str, authorization: str, body: bytes) -> None:
        """Check a signature; what is believed is not checked."""
        if "anybody" in self.believes:
            return
        try:
            token = jwt.decode(authorization.removeprefix("Bearer "), self.known(), ["ES256"])
        except (JoseError, ValueError):
            raise RefusedError(401) from None
        now, said = clock.now().timestamp(), token.claims
        digest = base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode()
        holds = {
            "typ": token.header.get("typ") == "source-request+jwt",
            "iss": said["iss"] == self.issuer,
            "aud": said["aud"] == address,
            "exp": said["exp"] > now - 30,
            "iat": said["iat"] < now + 30,
            "lifetime": said["exp"] - said["iat"] <= 60,
            "digest": said["digest"] == digest,
            "jti": said["jti"] not in self.spent,
        }
        self.spent.add(said["jti"])
        if not all(right or name in self.believes for name, right in holds.items()):
            raise RefusedError(401)

    def known(self) -> KeySet:
        """Return the issuer's keys, fetched as a provider does."""
        if self.keys is None:
            metadata = httpx2.get(f"{self.issuer}/.well-known/openid-configuration").json()
            self.keys = KeySet.import_key_set(httpx2.get(metadata["jwks_uri"]).json())
        return self.keys


def read(body: bytes) -> Json:
    try:
        return msgspec.json.decode(body, type=Json)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RefusedError(400) from None


class Boundary(msgspec.Struct, rename="camel"):
    created_at: datetime
    external_id: str | None = None
    type: str | None = None

    def __post_init__(self) -> None:
        if (self.external_id is None) != (self.type is None):
            raise ValueError("both or none")


class Only(msgspec.Struct, rename="camel"):
    external_id: str
    type: str


class Question(msgspec.Struct, rename="camel"):
    subject: dict[str, str]
    role: str
    limit: int
    language: str
    before: Boundary | None = None
    only: Only | None = None
    changed_since: datetime | None = None
    cursor: str = "0"


class ChangesQuestion(msgspec.Struct):
    cursor: str | None
    limit: int


def live(said: Json) -> Json:
    """Answer a live question; the cursor is how many items came before."""
    question = _read(said, Question)
    if len(question.subject) != 1 or question.language not in ("nl", "fr", "de", "en"):
        raise RefusedError(400)
    items = [
        one for one in ITEMS.get(question.subject.get("nationalNumber", ""), ()) if _asked(one, question)
    ]
    items.sort(key=_rank, reverse=True)
    at = int(question.cursor)
    end = at + min(question.limit, SIZE)
    more = str(end) if end < len(items) else None
    return {"items": items[at:end], "nextCursor": more, "asOf": clock.rfc3339(clock.now())}


def feed(said: Json) -> Json:
    """Answer what changed; the cursor is how many changes came before."""
    question = _read(said, ChangesQuestion)
    at = question.cursor or "0"
    if not at.isdecimal():
        raise RefusedError(400)
    changes = CHANGES[int(at) : int(at) + min(question.limit, SIZE)]
    return {"items": changes, "nextCursor": str(int(at) + len(changes))}


def _read(said: Json, kind: type[Any]) -> Any:
    try:
        question = msgspec.convert(said, kind)
    except msgspec.ValidationError:
        raise RefusedError(400) from None
    if not 1 <= question.limit <= 1000:
        raise RefusedError(400)
    return question


def _rank(item: Json) -> tuple[datetime, bytes, bytes]:
    return datetime.fromisoformat(item["createdAt"]), item["externalId"].encode(), item["type"].encode()


def _asked(item: Json, question: Question) -> bool:
    before, only, since = question.before, question.only, question.changed_since
    if only and (only.external_id, only.type) != (item["externalId"], item["type"]):
        return False
    if since and since > clock.now():
        return False
    if before and before.external_id is None:
        return _rank(item)[0] < before.created_at
    edge = before and (before.created_at, str(before.external_id).encode(), str(before.type).encode())
    return edge is None or _rank(item) < edge


def _item(key: str, moment: str, **more: Any) -> Json:
    title = [
        {"language": "nl", "text": f"Bericht {key}", "default": True},
        {"language": "fr", "text": "Message"},
    ]
    return {"type": "parking", "externalId": key, "createdAt": moment, "title": title, "version": 1, **more}


_LINK = {"link": "https://aalst.example/parking"}
ITEMS: dict[str, list[Json]] = {
    LOTTE: [
        _item("a", "2026-11-01T08:00:00.250000Z", **_LINK),
        _item("b", "2026-11-01T08:00:00.250000Z", validFrom="2026-11-01T09:00:00+01:00"),
        _item("b", "2026-11-01T08:00:00.250000Z", type="waste"),
        _item("c", "2026-11-03T10:00:00+01:00", values=[{"name": "plate", "value": "1-ABC-234"}]),
        _item("d", "2026-11-04T08:00:00Z", appointment={"startsAt": "2026-12-01T08:00:00Z"}),
        _item("e", "2026-11-05T08:00:00Z", deadline="2026-12-01T08:00:00Z"),
        _item("f", "2026-11-06T08:00:00Z", groupId="file-1", brand="Aalst"),
    ],
    WOUT: [_item("w", "2026-11-06T08:00:00Z")],
}
CHANGES: list[Json] = [
    {**item, "recipient": {"nationalNumber": number}, "version": version}
    for version in (1, 2)
    for number, items in ITEMS.items()
    for item in items
]
_GONE = {name: CHANGES[0][name] for name in ("type", "externalId", "recipient")}
CHANGES.append({**_GONE, "version": 3, "deletedAt": "2026-11-07T08:00:00Z"})
