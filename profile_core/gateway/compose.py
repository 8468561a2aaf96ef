"""Two schemas composed from blocks: one nullable root field per block, mutations flat, no clash tolerated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Optional, cast

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from profile_core.contract import Block, InvalidError
from profile_core.contract.shapes import SCALARS
from profile_core.gateway.builtin import CitizenBuiltin, ProviderBuiltin
from profile_core.gateway.prepared import UsePrepared
from profile_core.gateway.sources import SourceMutation
from profile_core.gateway.webhooks import ProviderMutation

_Brought = tuple[tuple[str, type | None, type | None], ...]
"""The name, the queries and the mutations of each block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas:
    """What citizens may ask, and what programs of providers may."""

    citizen: strawberry.Schema
    provider: strawberry.Schema


class _Schema(strawberry.Schema):
    """Leaves telling of errors to ``masking``, which knows what is expected and what is a mistake of ours."""

    def process_errors(
        self,
        errors: list[GraphQLError],  # noqa: ARG002 (Strawberry's signature)
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 (as above)
    ) -> None:
        return


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one block brings to one schema."""

    block: str
    query: tuple[StrawberryField, ...]
    mutation: tuple[StrawberryField, ...]


def compose(blocks: Sequence[Block]) -> Schemas:
    """Compose both schemas; a field or type that two blocks bring raises ``InvalidError`` naming both.

    The same blocks give the same schemas: each is composed once in a process.
    """
    return Schemas(
        citizen=_citizen(tuple((b.name, b.citizen_query, b.citizen_mutation) for b in blocks)),
        provider=_provider(tuple((b.name, b.provider_query, b.provider_mutation) for b in blocks)),
    )


def library(schema: strawberry.Schema) -> GraphQLSchema:
    """Return a schema as the GraphQL library has it."""
    return schema._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (the one way to it)


@cache
def _citizen(brought: _Brought) -> strawberry.Schema:
    return _schema([_builtin(CitizenBuiltin), *(_part(*one) for one in brought)])


@cache
def _provider(brought: _Brought) -> strawberry.Schema:
    return _schema(
        [_builtin(ProviderBuiltin, ProviderMutation, SourceMutation), *(_part(*one) for one in brought)]
    )


def _part(block: str, query: type | None, mutation: type | None) -> _Part:
    return _Part(
        block=block,
        query=(_root_field(to_camel_case(block), query),) if query else (),
        mutation=tuple(_fields(mutation)) if mutation else (),
    )


def _builtin(query: type, *mutations: type) -> _Part:
    fields = tuple(field for mutation in mutations for field in _fields(mutation))
    return _Part(block="gateway", query=tuple(_fields(query)), mutation=fields)


def _fields(made: type) -> list[StrawberryField]:
    definition: StrawberryObjectDefinition = cast(Any, made).__strawberry_definition__
    return definition.fields


def _root_field(name: str, made: type) -> StrawberryField:
    """Return a nullable field, so that a block that fails takes nothing else with it."""

    def resolve() -> object:
        return made()

    resolve.__name__ = name  # Strawberry takes two fields of one resolver name for one
    resolve.__annotations__ = {"return": Optional[made]}  # noqa: UP045 (the type is known only now)
    return cast(StrawberryField, strawberry.field(resolver=cast(Callable[[], Any], resolve), name=name))


def _schema(parts: Sequence[_Part]) -> strawberry.Schema:
    query = _merged(parts, lambda part: part.query)
    mutation = _merged(parts, lambda part: part.mutation)
    _refuse_types_brought_twice(parts)
    return _made(query, mutation)


def _made(query: Sequence[StrawberryField], mutation: Sequence[StrawberryField]) -> strawberry.Schema:
    return _Schema(
        query=create_type("Query", list(query)),
        mutation=create_type("Mutation", list(mutation)) if mutation else None,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[UsePrepared],
    )


def _merged(
    parts: Iterable[_Part], fields_of: Callable[[_Part], Sequence[StrawberryField]]
) -> list[StrawberryField]:
    merged: dict[str, tuple[str, StrawberryField]] = {}
    for part in parts:
        for field in fields_of(part):
            name = field.graphql_name or to_camel_case(field.python_name)
            if name in merged:
                raise _clash("field", name, [merged[name][0], part.block])
            merged[name] = (part.block, field)
    return [field for _, field in merged.values()]


def _refuse_types_brought_twice(parts: Sequence[_Part]) -> None:
    """Compose each block by itself and compare: Strawberry takes some types of one name for the same."""
    brought: dict[str, tuple[str, object]] = {}
    for part in parts:
        made = _made(part.query or _fields(CitizenBuiltin), part.mutation)
        for name, known in made.schema_converter.type_map.items():
            origin = _origin(known.definition)
            if origin is None or name in ("Query", "Mutation"):
                continue
            block, first = brought.setdefault(name, (part.block, origin))
            if first is not origin:
                raise _clash("type", name, [block, part.block])


def _origin(definition: object) -> object | None:
    """Return the class that a type was made of; None for those without one of their own (unions, scalars)."""
    return getattr(definition, "origin", getattr(definition, "wrapped_cls", None))


def _clash(what: str, name: str, blocks: Sequence[str]) -> InvalidError:
    names = " and ".join(repr(block) for block in blocks)
    message = f"The GraphQL {what} {name!r} is brought by {names}. Rename one, or leave one block out."
    return InvalidError("blocks.clash", message)
