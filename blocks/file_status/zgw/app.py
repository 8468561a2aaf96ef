"""The two addresses of the source API that the adapter answers: what it serves, and what a subject has."""

from functools import partial

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from blocks.file_status.zgw import questions
from blocks.file_status.zgw.answering import Answers
from blocks.file_status.zgw.caller import Caller
from profile_core.contract import ProfileError, UnauthenticatedError, clock, log

_BLOCK = "file_status"
_LONGEST = 64 * 1024
_RETRY_AFTER = "5"
logger = log.get_logger("zgw")


def create_app(answers: Answers, caller: Caller) -> Starlette:
    """Build the adapter."""
    return Starlette(
        max_body_size=_LONGEST,
        routes=[
            Route("/.well-known/citizen-profile-source", partial(_describe, answers)),
            Route(f"/{_BLOCK}/query", partial(_query, answers, caller), methods=["POST"]),
        ],
    )


async def _describe(answers: Answers, _: Request) -> Response:
    plan = answers.plan
    said = {
        "version": "1.0",
        "blocks": [_BLOCK],
        "pageSize": plan.page_size,
        "languages": [plan.language],
    }
    return _json(200, said)


async def _query(answers: Answers, caller: Caller, request: Request) -> Response:
    """Answer a question: 401 to a stranger, 400 to what is none, 503 while the case system does not answer."""
    body = await request.body()
    address = f"{answers.plan.address}/{_BLOCK}/query"
    try:
        await caller.check(request.headers.get("authorization", ""), body, address)
        page = await answers.page(questions.read(body))
    except UnauthenticatedError as error:
        return _problem(401, error.code)
    except ProfileError as error:
        logger.warning("not answered", why=error.code, correlation_id=request.headers.get("x-correlation-id"))
        return _problem(503, error.code, {"retry-after": _RETRY_AFTER})
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _problem(400, "malformed")
    said = {"items": page.items, "nextCursor": "more" if page.more else None, "asOf": clock.now()}
    return _json(200, said)


def _json(status: int, said: object) -> Response:
    return Response(msgspec.json.encode(said), status, media_type="application/json")


def _problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    body = msgspec.json.encode({"type": "about:blank", "status": status, "code": code})
    return Response(body, status, headers, media_type="application/problem+json")
