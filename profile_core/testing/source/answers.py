"""The three addresses of the source API."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import httpx2
import msgspec
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from profile_core.testing.source import pages, problems, questions
from profile_core.testing.source.caller import Call, StrangerError, verify
from profile_core.testing.source.entries import Json
from profile_core.testing.source.problems import RefusedError
from profile_core.testing.source.source import BLOCK, Source
from profile_core.testing.source.turn import Door, Turn

_HERE = ("127.0.0.1", "localhost")
Answer = Callable[[Turn], Json]
Given = TypeVar("Given")


async def describe(source: Source, request: Request) -> Response:
    """Say what the source serves."""
    return await _answered(source, _turn(source, request, Door.DESCRIBE), lambda _: _description(source))


async def query(source: Source, request: Request) -> Response:
    """Answer what a subject has now."""
    return await _asked(source, request, Door.QUERY, _understood, pages.page)


async def changes(source: Source, request: Request) -> Response:
    """Answer what changed after a cursor."""
    return await _asked(source, request, Door.CHANGES, _followed, pages.changes)


async def _asked(
    source: Source,
    request: Request,
    door: Door,
    understand: Callable[[Turn, bytes], Turn],
    answer: Answer,
) -> Response:
    turn = _turn(source, request, door)
    try:
        body = await request.body()
        await _check(source, request, body, door)
        if request.path_params["block"] != BLOCK:
            raise RefusedError(404, "no_such_block", "No such block")
        turn = understand(turn, body)
    except RefusedError as refused:
        source.calls["refused"] += 1
        return problems.refused(refused.status, refused.code, refused.title)
    except (ValueError, msgspec.DecodeError, RecursionError):
        source.calls["refused"] += 1
        return problems.refused(400, "malformed", "Malformed")
    return await _answered(source, turn, answer)


async def _answered(source: Source, turn: Turn, answer: Answer) -> Response:
    """Answer, with all faults in the order of their names' being given."""
    faults = source.faults(turn.door)
    for fault in faults:
        turn = fault.hears(turn)
    document = answer(turn)
    for fault in faults:
        document = fault.says(turn, document)
    await asyncio.sleep(max((fault.waits for fault in faults), default=0.0))
    for fault in faults:
        if (response := fault.sends(turn, document)) is not None:
            return response
    return Response(msgspec.json.encode(document), media_type="application/json")


async def _check(source: Source, request: Request, body: bytes, door: Door) -> None:
    """Check who asks: 401 to whom we do not know, 400 without the headers, 503 while the issuer cannot be asked."""
    believed = {what for fault in source.faults(door) for what in fault.believes}
    call = Call(
        address=_address(source, request),
        authorization=request.headers.get("authorization", ""),
        body=body,
        name=request.headers.get("x-correlation-id", ""),
        digest=request.headers.get("content-digest", ""),
    )
    try:
        await verify(source.issuer, source.spent, call, believed)
    except httpx2.HTTPError as error:
        raise RefusedError(503, "unavailable", "Not now") from error
    except (JoseError, StrangerError, ValueError, KeyError) as error:
        raise RefusedError(401, "unauthorized", "Not authorized") from error
    if not call.is_named or not (call.is_whole or "digest" in believed):
        raise RefusedError(400, "malformed", "Malformed")


def _address(source: Source, request: Request) -> str:
    """Return the address that was called, as far as it is ours: a caller may write any Host."""
    if source.served.address:
        return f"{source.served.address}/{request.path_params['block']}/{request.url.path.rpartition('/')[2]}"
    host = request.url.hostname or ""
    is_here = host in _HERE or host.endswith(".localhost")
    return str(request.url.replace(query="")) if is_here else ""


def _turn(source: Source, request: Request, door: Door) -> Turn:
    source.calls[door] += 1
    return Turn(
        door=door,
        path=request.url.path,
        number=source.calls[door],
        most=source.served.page_size,
        records=source.records,
        seen=source.seen,
    )


def _understood(turn: Turn, body: bytes) -> Turn:
    asked = questions.read(body, questions.Question)
    cursor = _given(asked.cursor)
    return replace(
        turn,
        subjects=(asked.subject.number,),
        limit=asked.limit,
        before=_given(asked.before),
        only=_given(asked.only),
        changed_since=_given(asked.changed_since),
        cursor=cursor,
        after=None if cursor is None else questions.after(cursor),
    )


def _followed(turn: Turn, body: bytes) -> Turn:
    asked = questions.read(body, questions.ChangesQuestion)
    position = questions.position(asked.cursor, turn.records.last)
    return replace(turn, limit=asked.limit, cursor=asked.cursor, position=position)


def _given(said: Given | msgspec.UnsetType) -> Given | None:
    return None if said is msgspec.UNSET else said


def _description(source: Source) -> Json:
    return {
        "version": "1.0",
        "blocks": [BLOCK],
        "pageSize": source.served.page_size,
        "languages": list(source.served.languages),
    }
