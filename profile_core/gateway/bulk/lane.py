"""What the bulk lane does with a request: read its variables, ask the resolver, write what was selected.

Whatever it cannot read, what a resolver raises, and values unlike what the schema says are left to the GraphQL
library, so that no answer differs.
"""
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# (the GraphQL library leaves the parameters of its wrapping types open)

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLSchema, execute
from strawberry.types.fields.resolver import StrawberryResolver

from profile_core.contract import Context
from profile_core.gateway import unfit
from profile_core.gateway.bulk.reading import REFUSED, Convert
from profile_core.gateway.bulk.writing import UnlikeError, Write
from profile_core.gateway.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the resolver of a bulk mutation is told beside its arguments: of Strawberry's ``Info`` the context."""

    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An argument that comes as a variable: the resolver's name for it, and where the decoder puts it."""

    name: str
    attribute: str
    convert: Convert | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The bulk lane for one operation of a document. ``key`` is the name under which the answer stands."""

    schema: GraphQLSchema
    operation_name: str | None
    resolver: StrawberryResolver[Any]
    key: str
    decoder: msgspec.json.Decoder[Any]
    sent: tuple[Sent, ...]
    literals: Mapping[str, Any]
    write: Write

    def read(self, variables: bytes) -> Mapping[str, Any] | None:
        """Return the resolver's arguments; None when only the long road can read them, or say what is wrong."""
        if unfit.may_hold_nul(variables):
            return None
        try:
            decoded = self.decoder.decode(variables)
            return {**self.literals, **self._arguments(decoded)}
        except REFUSED:
            return None

    async def answer(
        self,
        prepared: Prepared,
        arguments: Mapping[str, Any],
        variables: Callable[[], dict[str, Any] | None],
        context: Context,
    ) -> ExecutionResult:
        """Ask the resolver and write what it returns; ``variables`` gives them as the GraphQL library wants them."""
        result = await self._resolved(prepared, arguments, context)
        if not isinstance(result, Exception):
            try:
                return ExecutionResult(data={self.key: self.write(result)})
            except UnlikeError:
                pass
        return await self._completed(prepared, result, variables(), context)

    def _arguments(self, decoded: Any) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        for one in self.sent:
            value = getattr(decoded, one.attribute)
            if value is not msgspec.UNSET:
                arguments[one.name] = value if one.convert is None else one.convert(value)
        return arguments

    async def _resolved(self, prepared: Prepared, arguments: Mapping[str, Any], context: Context) -> Any:
        """Return what the resolver returns or raises."""
        named = dict(arguments)
        if self.resolver.info_parameter is not None:
            named[self.resolver.info_parameter.name] = Asked(context=context)
        source: Any = (prepared,) if self.resolver.self_parameter else ()
        try:
            return await self.resolver(*source, **named)
        except Exception as error:  # noqa: BLE001 (the GraphQL library says what becomes of it)
            return error

    async def _completed(
        self, prepared: Prepared, result: Any, variables: dict[str, Any] | None, context: Context
    ) -> ExecutionResult:
        """Let the GraphQL library make the answer, of what the resolver has returned or raised already."""

        def given(following: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
            return result if info.path.prev is None else following(source, info, **arguments)

        answer = execute(
            self.schema,
            prepared.document,
            root_value=prepared,
            context_value=context,
            variable_values=variables,
            operation_name=self.operation_name,
            middleware=[given],
        )
        return await answer if inspect.isawaitable(answer) else answer
