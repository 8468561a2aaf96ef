"""GraphQL over HTTP: POST and JSON only, one question per request, content negotiated as its draft says.

A refused document is 400 under ``application/graphql-response+json``, and 200 with errors and no data under
``application/json``, as old clients expect.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import strawberry
from graphql import ExecutionResult as BulkResult, GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from profile_core.contract import Context
from profile_core.gateway import answers, masking, negotiation, unfit
from profile_core.gateway.bulk.planning import Lanes
from profile_core.gateway.prepared import Documents, Prepared, Refused

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Question(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of a request; ``variables`` as they were sent."""

    query: str
    operation_name: str | None = None
    variables: msgspec.Raw = msgspec.Raw(b"null")
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One schema behind one address. ``admit`` says in whose name a request may ask, or raises.

    ``allow`` is asked once the text is known: some who may ask may not ask everything. A document that was asked
    before may have a bulk lane.
    """

    schema: strawberry.Schema
    documents: Documents
    lanes: Lanes
    admit: Callable[[Request], Awaitable[Context]]
    allow: Callable[[Context, str], None]

    async def answer(self, request: Request) -> Response:
        """Answer one question."""
        media = negotiation.answer_type(request.headers)
        negotiation.check_question_type(request.headers)
        context = await self.admit(request)
        question = _read(await request.body())
        in_bulk = await self._in_bulk(question, context)
        if in_bulk is not None:
            return _answered(media, in_bulk, context)
        variables = _variables(question)
        self.allow(context, question.query)
        prepared = self.documents.prepare(question.query)
        if isinstance(prepared, Refused):
            return _refused(media, prepared.errors, context)
        if prepared.operation(question.operation_name) is None:
            return _refused(media, [_no_operation(question.operation_name)], context)
        return _answered(media, await self._execute(prepared, question, variables, context), context)

    async def _in_bulk(self, question: Question, context: Context) -> BulkResult | None:
        """Answer by the bulk lane; None when it has to be the long road."""
        prepared = self.documents.kept(question.query)
        lane = prepared and self.lanes.of(prepared, question.operation_name)
        arguments = lane.read(bytes(question.variables)) if lane else None
        if prepared is None or lane is None or arguments is None:
            return None
        self.allow(context, question.query)
        return await lane.answer(prepared, arguments, lambda: _variables(question), context)

    async def _execute(
        self, prepared: Prepared, question: Question, variables: dict[str, Any] | None, context: Context
    ) -> ExecutionResult:
        return await self.schema.execute(
            prepared.text,
            variable_values=variables,
            operation_name=question.operation_name,
            context_value=context,
            root_value=prepared,
        )


def _read(body: bytes) -> Question:
    if body.lstrip()[:1] == b"[":
        raise HTTPException(400, "Send one question per request: batching is off.")
    try:
        return msgspec.json.decode(body, type=Question)
    except _UNREADABLE as error:
        raise _no_question(unfit.half(body, "")) from error


def _variables(question: Question) -> dict[str, Any] | None:
    sent = bytes(question.variables)
    try:
        variables = msgspec.json.decode(sent, type=dict[str, Any] | None)
    except _UNREADABLE as error:
        raise _no_question(unfit.half(sent)) from error
    if unfit.may_hold_nul(sent) and (said := unfit.nul(variables)):
        raise HTTPException(400, said)
    return variables


def _no_question(why: str | None = None) -> HTTPException:
    message = "Send a JSON object with query (a text), and if needed variables and operationName."
    return HTTPException(400, why or message)


def _no_operation(name: str | None) -> GraphQLError:
    wish = "Name one of the document's operations in operationName."
    return GraphQLError(wish if name is None else f"There is no operation {name!r} in the document. {wish}")


def _refused(media: str, errors: Sequence[GraphQLError], context: Context) -> Response:
    status = 400 if media == negotiation.RESPONSE else 200
    return answers.graphql(media, status, {"errors": masking.shown(errors, context.correlation_id)})


def _answered(media: str, result: ExecutionResult | BulkResult, context: Context) -> Response:
    errors = result.errors or []
    if result.data is None and errors and all(error.path is None for error in errors):
        return _refused(media, errors, context)
    body: dict[str, Any] = {"data": result.data}
    if errors:
        body["errors"] = masking.shown(errors, context.correlation_id)
    away = masking.all_unavailable(errors, result.data)
    headers: Mapping[str, str] = {"Retry-After": str(away.retry_after)} if away else {}
    return answers.graphql(media, 503 if away else 200, body, headers)
