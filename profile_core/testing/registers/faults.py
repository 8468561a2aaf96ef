"""How a register misbehaves when it is told to: ``PUT /fault`` with ``{"fault": "slow"}`` and the like.

A register that is away is a process that is stopped; it needs no switch.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from profile_core.testing.registers.register import Fault, Register

_SLOW = 30.0
_PIECE = b" " * 65536


class _Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    fault: Fault


async def switch(register: Register, request: Request) -> Response:
    """Misbehave from now on; ``none`` behaves again."""
    try:
        register.fault = msgspec.json.decode(await request.body(), type=_Wish).fault
    except msgspec.DecodeError as error:
        return PlainTextResponse(f"{error}\n", 400)
    return Response(status_code=204)


async def answer(fault: Fault) -> Response:
    """Return what comes instead of roles."""
    if fault == "slow":
        await asyncio.sleep(_SLOW)
    if fault == "garbage":
        return HTMLResponse("<!doctype html><title>Onderhoud</title><p>Even geduld.")
    if fault == "endless":
        return StreamingResponse(_without_end(), media_type="application/json")
    return PlainTextResponse("Internal Server Error", 500)


async def _without_end() -> AsyncIterator[bytes]:
    """White space may precede a JSON value, as much of it as one likes (RFC 8259 section 2)."""
    while True:
        yield _PIECE
        await asyncio.sleep(0)
