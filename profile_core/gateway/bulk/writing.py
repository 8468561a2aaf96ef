"""Writers for selections: what a document asks of each item, known once, then read off as fast as Python can.

A writer takes only what is certain (the very types that a schema's classes name); anything else raises
``UnlikeError``, and the GraphQL library completes the value in its own way.
"""
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# (the GraphQL library leaves the parameters of its wrapping types open)

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    SelectionNode,
    SelectionSetNode,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

Write = Callable[[Any], Any]
_BACK = "strawberry-definition"
_INT = range(-(2**31), 2**31)


class UnlikeError(Exception):
    """A value that is not what its type makes one expect."""


class UnwritableError(Exception):
    """Something in a selection that no writer can be made for."""


class Writers:
    """Makes the writers of one document."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        """Write by a schema, with the fragments of a document."""
        self._schema = schema
        self._fragments = fragments

    def of(self, type_: GraphQLOutputType, selected: Iterable[SelectionSetNode]) -> Write:
        """Return the writer of values of a type; raises ``UnwritableError``."""
        if isinstance(type_, GraphQLNonNull):
            return self._present(cast("GraphQLNonNull[Any]", type_).of_type, selected)
        write = self._present(type_, selected)
        return lambda value: None if value is None else write(value)

    def _present(self, type_: GraphQLOutputType, selected: Iterable[SelectionSetNode]) -> Write:
        """Return the writer of values that are not null; null is unlike them."""
        if isinstance(type_, GraphQLList):
            return _list(self.of(cast("GraphQLList[Any]", type_).of_type, selected))
        if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
            return self._any_of(self._schema.get_possible_types(type_), selected)
        if isinstance(type_, GraphQLObjectType):
            return self._any_of([type_], selected)
        if isinstance(type_, GraphQLEnumType):
            return _enum(type_)
        return _scalar(cast("GraphQLScalarType", type_))

    def _any_of(self, types: Iterable[GraphQLObjectType], selected: Iterable[SelectionSetNode]) -> Write:
        by_class = dict(self._object(type_, selected) for type_ in types)

        def write(value: Any) -> Any:
            fields = by_class.get(type(value))
            if fields is None:
                raise UnlikeError
            return {key: inner(get(value)) for key, get, inner in fields}

        return write

    def _object(
        self, type_: GraphQLObjectType, selected: Iterable[SelectionSetNode]
    ) -> tuple[type, list[tuple[str, Write, Write]]]:
        definition: StrawberryObjectDefinition | None = type_.extensions.get(_BACK)
        if definition is None or definition.concrete_of is not None:
            raise UnwritableError(type_.name)
        asked: dict[str, list[FieldNode]] = {}
        for selections in selected:
            self._collect(type_, selections, asked)
        return definition.origin, [(key, *self._field(type_, nodes)) for key, nodes in asked.items()]

    def _collect(
        self, type_: GraphQLObjectType, selections: SelectionSetNode, asked: dict[str, list[FieldNode]]
    ) -> None:
        """Gather the fields that apply to a type, by the names under which they are answered (CollectFields)."""
        for node in selections.selections:
            if node.directives:
                raise UnwritableError("a directive")
            if isinstance(node, FieldNode):
                asked.setdefault((node.alias or node.name).value, []).append(node)
            elif inner := self._applies(type_, node):
                self._collect(type_, inner, asked)

    def _applies(self, type_: GraphQLObjectType, node: SelectionNode) -> SelectionSetNode | None:
        fragment: Any = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        if fragment.directives:
            raise UnwritableError("a directive")
        if fragment.type_condition is None:
            return fragment.selection_set
        condition: Any = self._schema.type_map[fragment.type_condition.name.value]
        same = condition is type_
        return fragment.selection_set if same or self._schema.is_sub_type(condition, type_) else None

    def _field(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> tuple[Write, Write]:
        name = nodes[0].name.value
        if name == "__typename":
            return lambda _: type_.name, lambda value: value
        field = type_.fields[name]
        made: StrawberryField = field.extensions[_BACK]
        if made.base_resolver or made.extensions or field.args:
            raise UnwritableError(f"{type_.name}.{name} is worked out")
        selected = [node.selection_set for node in nodes if node.selection_set]
        return attrgetter(made.python_name), self.of(field.type, selected)


def _list(write: Write) -> Write:
    def written(values: Any) -> Any:
        if type(values) not in (list, tuple):
            raise UnlikeError
        return [write(value) for value in values]

    return written


def _enum(type_: GraphQLEnumType) -> Write:
    definition = type_.extensions[_BACK]
    known = {member: type_.coerce_output_value(member) for member in definition.wrapped_cls}

    def written(value: Any) -> Any:
        if type(value) is not definition.wrapped_cls:
            raise UnlikeError
        return known[value]

    return written


def _scalar(type_: GraphQLScalarType) -> Write:
    if type_ in (GraphQLString, GraphQLID):
        return _exactly(str)
    if type_ is GraphQLBoolean:
        return _exactly(bool)
    if type_ is GraphQLInt:
        return _int
    if type_.name == "DateTime":
        return _as(datetime, type_)
    if type_.name == "UUID":
        return _as(UUID, type_)
    raise UnwritableError(type_.name)


def _exactly(kind: type) -> Write:
    def written(value: Any) -> Any:
        if type(value) is not kind:
            raise UnlikeError
        return value

    return written


def _int(value: Any) -> Any:
    if type(value) is not int or value not in _INT:
        raise UnlikeError
    return value


def _as(kind: type, type_: GraphQLScalarType) -> Write:
    write = type_.coerce_output_value

    def written(value: Any) -> Any:
        if type(value) is not kind:
            raise UnlikeError
        return write(value)

    return written
