"""Whatever an endpoint does, the kit ends with a report, soon, and says nothing of anybody."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from profile_core.conformance.signing import Signer
from tests.conformance.conftest import examined, wrong
from tests.conformance.honest import CHANGES, ITEMS, LOTTE
from tests.standing import stood

BOMB = gzip.compress(b" " * 50_000_000)
Answer = Callable[[Request], Response]


def app(answer: Answer) -> ASGIApp:
    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(Request(scope, receive))(scope, receive, send)

    return served


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65536
        await asyncio.sleep(0)


async def _dripping() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.05)


def _json(body: bytes, **headers: str) -> Response:
    return Response(body, 200, {"content-type": "application/json", **headers})


BAD: dict[str, Answer] = {
    "endless": lambda _: StreamingResponse(_endless(), media_type="application/json"),
    "drop by drop": lambda _: StreamingResponse(_dripping(), media_type="application/json"),
    "garbage": lambda _: _json(b"\x00\xff\xfe<html>"),
    "deep": lambda _: _json(b'{"items":' + b"[" * 100_000),
    "deep item": lambda _: _json(b'{"items":[{"type":' + b"[" * 900 + b"]" * 900 + b"}]}"),
    "many": lambda _: _json(b'{"items":[' + b"{}," * 300_000 + b"{}]}"),
    "bomb": lambda _: _json(BOMB, **{"content-encoding": "gzip"}),
    "later": lambda _: Response(status_code=503, headers={"retry-after": "1"}),
    "no answer": lambda _: Response(status_code=204),
    "redirect": lambda request: Response(status_code=302, headers={"location": str(request.url)}),
    "empty for ever": lambda _: _json(b'{"items":[],"nextCursor":"x","asOf":"2026-01-01T00:00:00Z"}'),
    "colours": lambda _: _json(
        rb'{"items":[{"type":"\u001b[31m","externalId":"\u001b]0;x\u0007"}],"nextCursor":null}'
    ),
}


@pytest.mark.parametrize("name", BAD)
async def test_whatever_comes_a_report_comes_of_it(signer: Signer, name: str):
    began = time.monotonic()
    with stood(app(BAD[name])) as port:
        report = await examined(signer, f"http://127.0.0.1:{port}")
    assert wrong(report)
    assert time.monotonic() - began < 20
    lines = [line for result in report.results for line in result.wrong]
    assert all(line.isprintable() and len(line) < 400 for line in lines)
    assert LOTTE not in "".join(lines)


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
_anything = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
_fields = sorted({name for item in [*ITEMS[LOTTE], *CHANGES] for name in item})
_items = st.lists(_anything | st.dictionaries(st.sampled_from(_fields), _anything), max_size=4)
_pages = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("nextCursor", "asOf", "blocks", "languages", "pageSize", "version"), _anything)
    | {"items": _items | _anything},
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=_pages)
def test_any_json_at_all_is_survived(signer: Signer, document: dict[str, Any]):
    body = msgspec.json.encode(document)
    with stood(app(lambda _: _json(body))) as port:
        report = asyncio.run(examined(signer, f"http://127.0.0.1:{port}"))
    assert wrong(report)
