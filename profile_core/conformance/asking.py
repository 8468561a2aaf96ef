"""Asks the endpoint, remembers every reply, and stops when it is left no time to answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar, cast

import msgspec

from profile_core.conformance import items
from profile_core.conformance.calling import Caller, Failure, Limits, Reply
from profile_core.conformance.items import Page
from profile_core.conformance.model import NotLookedError, Target
from profile_core.conformance.signing import Sign, Signer, content_digest
from profile_core.kit.ids import plain_id
from profile_core.kit.numbers import national_number

DESCRIPTION = "/.well-known/citizen-profile-source"
NOBODY = "00010199945"
NO_ENTERPRISE = "0999999823"
"""Valid numbers that no register hands out (a day's sequence numbers end at 998)."""
_LATER = (429, 503)
_LONGEST_WAIT = 5
_USUAL_SIZE = 50
Said = TypeVar("Said")


class Asker:
    """Asks one endpoint for all checks. ``replies`` holds what came of every call, but for its body."""

    def __init__(self, target: Target, signer: Signer, caller: Caller, limits: Limits) -> None:
        self.target = target
        self.signer = signer
        self.limits = limits
        self.replies: list[Reply] = []
        self._caller = caller
        self._kept: dict[object, object] = {}
        self._waited = 0.0

    @property
    def live(self) -> str:
        """Return the path of the live question."""
        return f"/{self.target.block}/query"

    @property
    def changes(self) -> str:
        """Return the path of the change feed."""
        return f"/{self.target.block}/changes"

    async def once(self, name: object, ask: Callable[[], Awaitable[Said]]) -> Said:
        """Ask once for all checks that want to know the same."""
        if name not in self._kept:
            self._kept[name] = await ask()
        return cast("Said", self._kept[name])

    async def describe(self) -> Reply:
        """Ask what the source serves; anybody may."""
        return await self.once("describe", lambda: self._call("GET", DESCRIPTION, {}, None))

    async def page_size(self) -> int:
        """Return the page size that the source names, or a usual one."""
        said = ((await self.describe()).document() or {}).get("pageSize")
        return said if isinstance(said, int) and 10 <= said <= 1000 else _USUAL_SIZE

    async def ask(self, subject: str, **wishes: object) -> Reply:
        """Ask about a subject as we do."""
        self._only_live()
        question = await self.question(subject)
        return await self.send(self.live, msgspec.json.encode(question | wishes))

    async def page(self, subject: str, **wishes: object) -> Page:
        """Ask about a subject and return the page; ``NotLookedError`` when none came."""
        return _page(await self.ask(subject, **wishes))

    async def first_reply(self, subject: str) -> Reply:
        """Return what came of the plain question about a subject, asked once."""
        return await self.once(("first", subject), lambda: self.ask(subject))

    async def first(self, subject: str) -> Page:
        """Return the page that came of the plain question."""
        return _page(await self.first_reply(subject))

    async def fullest(self) -> tuple[str, Page]:
        """Return the subject with the most items, and its page."""
        pages = [(subject, await self.first(subject)) for subject in self.target.subjects]
        return max(pages, key=lambda one: len(one[1].items))

    async def follow(self, cursor: str | None, limit: int) -> Reply:
        """Ask for changes after a cursor."""
        self.only_feed()
        return await self.send(self.changes, msgspec.json.encode({"cursor": cursor, "limit": limit}))

    async def followed(self, cursor: str | None, limit: int) -> Page:
        """Ask for changes and return them as a page; ``NotLookedError`` when none came."""
        return _page(await self.follow(cursor, limit))

    async def plain(self) -> tuple[str, bytes]:
        """Return a call that is answered with 200 when it is signed; ``NotLookedError`` when it is not."""
        if self.target.live:
            subject = self.target.subjects[0]
            reply, path = await self.first_reply(subject), self.live
            body = msgspec.json.encode(await self.question(subject))
        else:
            reply, path = await self.once("feed", lambda: self.follow(None, 10)), self.changes
            body = msgspec.json.encode({"cursor": None, "limit": 10})
        if reply.status != 200:
            raise NotLookedError(f"A signed question was not answered: {reply.said}.")
        return path, body

    async def send(self, path: str, body: bytes, sign: Sign | None = None) -> Reply:
        """Send a body, signed as it should be or as ``sign`` does."""
        reply = await self._send(path, body, sign)
        for _ in range(2):
            wait = _wait(reply)
            if wait is None or self._waited + wait > self.limits.waits:
                break
            self._waited += wait
            await asyncio.sleep(wait)
            reply = await self._send(path, body, sign)
        return reply

    async def question(self, subject: str) -> dict[str, object]:
        """Return the plain question about a subject."""
        is_person = national_number(subject) is not None
        return {
            "subject": named(subject),
            "role": "BUR" if is_person else "EA",
            "limit": await self.page_size(),
            "language": "nl",
        }

    def only_feed(self) -> None:
        """Leave a check out that is about the change feed, unless it was asked for."""
        if not self.target.feed:
            raise NotLookedError("The change feed is looked at with --feed.")

    def _only_live(self) -> None:
        if not self.target.live:
            raise NotLookedError("Live questions are not asked with --no-live.")

    async def _send(self, path: str, body: bytes, sign: Sign | None) -> Reply:
        token = (sign or self.signer.token)(f"{self.target.url}{path}", body)
        signature = {} if token is None else {"authorization": f"Bearer {token}"}
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "content-digest": content_digest(body),
            "x-correlation-id": str(plain_id()),
        }
        return await self._call("POST", path, headers | signature, body)

    async def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        if sum(self._is_late(reply) for reply in self.replies) >= self.limits.most_late:
            raise NotLookedError("It answered too late too often; the rest was not asked.")
        reply = await self._caller.call(method, path, headers, body)
        self.replies.append(replace(reply, body=b""))
        return reply

    def _is_late(self, reply: Reply) -> bool:
        return reply.failure in (Failure.AWAY, Failure.SILENT) or reply.seconds > self.limits.prompt


def named(subject: str) -> dict[str, object]:
    """Write a subject as a question names it."""
    person = national_number(subject)
    return {"nationalNumber": person} if person else {"enterpriseNumber": subject}


def _page(reply: Reply) -> Page:
    if reply.status != 200:
        raise NotLookedError(f"The question was not answered: {reply.said}.")
    document = reply.document()
    page = None if document is None else items.read(document)
    if page is None:
        raise NotLookedError("The answer is no page with items.")
    return page


def _wait(reply: Reply) -> float | None:
    """Return for how long the endpoint asks us to wait, when it does and that is short."""
    if reply.status not in _LATER:
        return None
    said = reply.headers.get("retry-after", "")
    return float(said) if said.isdecimal() and len(said) < 4 and int(said) <= _LONGEST_WAIT else None
