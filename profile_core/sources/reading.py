"""What a source answers, read at the door: the page strictly, each of its items by whoever asked."""

from datetime import datetime
from typing import Annotated

import msgspec

from profile_core.kit import clock
from profile_core.sources.http import Answer, NoAnswerError
from profile_core.sources.model import Question, Said, SourceState

_OK, _FORBIDDEN = 200, 403
_NO_CONSENT = "no_consent"


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    items: list[msgspec.Raw]
    next_cursor: str | None
    as_of: Annotated[datetime, msgspec.Meta(tz=True)]


class _Problem(msgspec.Struct, frozen=True):
    code: str = ""


def said(question: Question, answer: Answer) -> Said:
    """Read the answer to a question; what is no page raises ``NoAnswerError``.

    A page holds no more than was asked for, and is true of no later moment than now.
    """
    if answer.status == _FORBIDDEN and _code(answer.body) == _NO_CONSENT:
        return Said(source=question.source, state=SourceState.NO_CONSENT)
    if answer.status != _OK:
        raise NoAnswerError(_status(answer.status))
    page = _page(answer.body)
    return Said(
        source=question.source,
        state=SourceState.OK,
        as_of=_as_of(page),
        items=page.items[: question.limit],
        more=page.next_cursor is not None or len(page.items) > question.limit,
    )


def written(one: Said) -> bytes:
    """Write an answer down, as a page."""
    page = _Page(
        items=list(one.items), next_cursor="more" if one.more else None, as_of=one.as_of or clock.now()
    )
    return msgspec.json.encode(page)


def read_back(question: Question, plain: bytes) -> Said:
    """Read what ``written`` made."""
    return said(question, Answer(status=_OK, body=plain, headers={}))


def _page(body: bytes) -> _Page:
    try:
        return msgspec.json.decode(body, type=_Page)
    except msgspec.ValidationError as error:
        raise NoAnswerError("the answer is no page of the source API") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoAnswerError("the answer is not JSON") from error


def _as_of(page: _Page) -> datetime:
    """Return of when a page is, and never a moment to come."""
    try:
        return min(clock.as_utc(page.as_of), clock.now())
    except OverflowError as error:
        raise NoAnswerError("its asOf is no moment of our calendar") from error


def _code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Problem).code
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _status(status: int) -> str:
    redirects = 300 <= status < 400
    return f"it answered {status}" + (", and redirects are not followed" if redirects else "")
