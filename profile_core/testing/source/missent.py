"""Faults of a source that sends something else than its document."""

from collections.abc import AsyncIterator

import msgspec
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from profile_core.testing.source import problems
from profile_core.testing.source.entries import Json
from profile_core.testing.source.turn import Turn

_PRIVATE = "http://169.254.169.254/latest/meta-data/"
"""Where clouds keep secrets of the machine that asks."""
_HUGE = 100 * 1024 * 1024
_PIECE = b" " * 65_536


def garbage(_: Turn, __: Json) -> Response:
    return Response("<!doctype html><title>Onderhoud</title><p>Even geduld.", media_type="application/json")


def half(_: Turn, document: Json) -> Response:
    body = msgspec.json.encode(document)
    return Response(body[: len(body) // 2], media_type="application/json")


def huge(_: Turn, document: Json) -> Response:
    return StreamingResponse(_padded(msgspec.json.encode(document)), media_type="application/json")


def to_a_private_address(_: Turn, __: Json) -> Response:
    return RedirectResponse(_PRIVATE, 307)


def to_an_address_with_the_number(turn: Turn, _: Json) -> Response:
    return RedirectResponse(f"{turn.path}/{''.join(turn.subjects)}", 307)


def broken(_: Turn, __: Json) -> Response:
    return PlainTextResponse("Internal Server Error", 500)


def broken_now_and_then(turn: Turn, document: Json) -> Response | None:
    return broken(turn, document) if turn.number % 2 == 0 else None


def no_consent(_: Turn, __: Json) -> Response:
    return problems.refused(403, "no_consent", "No consent")


def busy(_: Turn, __: Json) -> Response:
    return problems.refused(503, "unavailable", "Not now")


def as_html(_: Turn, document: Json) -> Response:
    return Response(msgspec.json.encode(document), media_type="text/html")


def nobody(turn: Turn, _: Json) -> Response | None:
    has_items = any(turn.records.of(subject) for subject in turn.subjects)
    return None if has_items else problems.refused(404, "unknown_subject", "Not found")


def nothing_here(_: Turn, __: Json) -> Response:
    return JSONResponse({"detail": "Not Found"}, 404)


def forgotten(turn: Turn, _: Json) -> Response | None:
    """Refuse a cursor that comes a second time."""
    if turn.cursor is None:
        return None
    turn.seen[f"cursor {turn.cursor}"] += 1
    if turn.seen[f"cursor {turn.cursor}"] == 1:
        return None
    return problems.refused(400, "unknown_cursor", "Malformed")


async def _padded(body: bytes) -> AsyncIterator[bytes]:
    """White space may precede a JSON value, as much of it as one likes (RFC 8259 section 2)."""
    for _ in range(_HUGE // len(_PIECE)):
        yield _PIECE
    yield body
