"""A block of the tests' own: fields of every temper, and tokens that say themselves whom they stand for.

``citizen:<name>`` is a citizen, ``header:<name>`` one with a header token, ``program:<name>`` a provider's
program. The same words in a cookie ``played`` stand for the session of a browser.
"""

import asyncio
from dataclasses import replace
from typing import Any, Optional
from uuid import UUID, uuid5

import strawberry
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from strawberry.types import Info

from profile_core.contract import (
    Acting,
    Authenticator,
    Block,
    Caller,
    Context,
    Environment,
    InvalidError,
    Platform,
    Reach,
    Role,
    SubjectRef,
    UnauthenticatedError,
    UnavailableError,
    citizen_of,
    clock,
    ids,
    page_citizen,
    platform_of,
    texts,
)
from profile_core.store import once

NAMES = UUID("0192f0c1-2345-7678-89ab-cdef01234567")
HEADER_DOCUMENT = "query Header { me { name } }"


@strawberry.type
class PlayedThing:
    code: str

    @strawberry.field
    def things(self, first: int = 2) -> list["PlayedThing"]:
        return [PlayedThing(code=f"{self.code}.{number}") for number in range(min(first, 100))]

    @strawberry.field
    def parent(self) -> Optional["PlayedThing"]:
        return None


@strawberry.type
class Played:
    @strawberry.field
    def thing(self) -> PlayedThing:
        return PlayedThing(code="0")

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def name(self, info: Info[Context, Any]) -> str:
        return citizen_of(info).name

    @strawberry.field
    async def slow(self, info: Info[Context, Any], seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "at last"

    @strawberry.field
    def refuses(self) -> str:
        raise InvalidError("played.refused", "Play another card.")

    @strawberry.field
    def breaks(self) -> str:
        raise RuntimeError("the secret of the house")

    @strawberry.field
    def away(self) -> str:
        raise UnavailableError("played.away", "Come back later.", retry_after=7)

    @strawberry.field
    async def writes(self, info: Info[Context, Any]) -> str:
        async with platform_of(info).store.begin() as tx:
            key = ids.plain_id().hex
            return str(await once.use(tx, "played", key, until=clock.ahead(60)))

    @strawberry.field
    async def holds(self, info: Info[Context, Any], seconds: float) -> str:
        async with platform_of(info).store.read():
            await asyncio.sleep(seconds)
        return "released"


@strawberry.input
class PlayedInput:
    code: str
    number: int | None = None
    moment: UUID | None = None


@strawberry.type
class PlayedMutation:
    @strawberry.mutation
    def play(self, cards: list[PlayedInput]) -> int:
        return len(cards)


@strawberry.type
class PlayedForPrograms:
    @strawberry.field
    def thing(self) -> PlayedThing:
        return PlayedThing(code="0")

    @strawberry.field
    def echo(self, text: str) -> str:
        return text


def subject(name: str) -> SubjectRef:
    return SubjectRef(uuid5(NAMES, name))


def _who(word: str) -> Acting | Caller:
    kind, _, name = word.partition(":")
    if kind == "program":
        scopes = frozenset({"notifications:write"})
        return Caller(client_id=name, provider=subject(name).id, environment=Environment.TEST, scopes=scopes)
    if kind in ("citizen", "header") and name:
        reach = Reach.HEADER if kind == "header" else Reach.PROFILE
        role = Role(code="BUR", name=name)
        who = subject(name)
        return Acting(citizen=who, subject=who, name=name, role=role, reach=reach, sid=f"session of {name}")
    raise UnauthenticatedError(
        "played.unknown", "There is no such player.", headers={"WWW-Authenticate": "Bearer"}
    )


def authenticate(_: Platform) -> Authenticator:
    async def known(request: Request) -> Acting | Caller | None:
        scheme, _, word = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _who(word)
        cookie = request.cookies.get("played")
        who = _who(cookie) if cookie else None
        return replace(who, at_pages=True) if isinstance(who, Acting) else who

    return known


def routes(_: Platform) -> list[Route]:
    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse((await page_citizen(request)).name)

    async def swallow(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    async def breaks(_: Request) -> PlainTextResponse:
        raise RuntimeError("the secret of the house")

    async def live(_: Request) -> StreamingResponse:
        async def beats():
            for number in range(4):
                yield f"data: {number}\n\n"
                await asyncio.sleep(0.4)

        return StreamingResponse(beats(), media_type="text/event-stream")

    return [
        Route("/me/played/{id}", page),
        Route("/played/swallow", swallow, methods=["POST"]),
        Route("/played/breaks", breaks),
        Route("/played/live", live, methods=["POST"]),
    ]


async def health(platform: Platform) -> str | None:
    return None


block = Block(
    name="played",
    title=texts(nl="Gespeeld", en="Played"),
    citizen_query=Played,
    citizen_mutation=PlayedMutation,
    provider_query=PlayedForPrograms,
    provider_mutation=PlayedMutation,
    routes=routes,
    site_paths=("/played/live",),
    header_documents=(HEADER_DOCUMENT,),
    authenticate=authenticate,
    health=health,
)
