"""Which operations go by the bulk lane, and the lane of each: made once for every document that is kept.

An operation goes there when it is a mutation of one field, of those that blocks offer ``bulk``, whose lists and
objects come as variables, without directives.
"""
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# (the GraphQL library leaves the parameters of its wrapping types open)

from collections.abc import Collection
from typing import Any, cast

import msgspec
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_leaf_type,
    type_from_ast,
)
from graphql.utilities import coerce_input_literal
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from profile_core.contract import InvalidError
from profile_core.gateway.bulk.lane import Lane, Sent
from profile_core.gateway.bulk.reading import Shape, Shapes, UnreadableError
from profile_core.gateway.bulk.writing import UnwritableError, Writers
from profile_core.gateway.prepared import Prepared

_BACK = "strawberry-definition"


class Lanes:
    """Makes lanes for the documents of one schema, by the mutations that blocks offer ``bulk``."""

    def __init__(self, schema: GraphQLSchema, bulk: Collection[str]) -> None:
        """Raise ``InvalidError`` when one of the mutations cannot go here, so that the gateway does not start."""
        self._schema = schema
        self._shapes = Shapes()
        self._fields = {name: self._field(name) for name in bulk}

    def of(self, prepared: Prepared, operation_name: str | None) -> Lane | None:
        """Return the lane of an operation, or None for the long road."""
        if operation_name not in prepared.lanes:
            prepared.lanes[operation_name] = self._made(prepared, operation_name)
        return prepared.lanes[operation_name]

    def _field(self, name: str) -> GraphQLField:
        mutation = self._schema.mutation_type
        field = mutation.fields.get(name) if mutation else None
        made: StrawberryField | None = field.extensions.get(_BACK) if field else None
        if field is None or made is None or not made.is_async or made.extensions:
            message = f"{name!r} is offered bulk, and is no async mutation of the provider schema."
            raise InvalidError("blocks.bulk", message)
        try:
            for argument in field.args.values():
                self._shapes.of(argument.type)
        except UnreadableError as error:
            raise InvalidError("blocks.bulk", f"{name!r} cannot be offered bulk: {error}.") from error
        return field

    def _made(self, prepared: Prepared, operation_name: str | None) -> Lane | None:
        operation = prepared.operation(operation_name)
        node = operation and self._only_field(operation)
        if not operation or not node:
            return None
        try:
            return self._lane(prepared, operation, node)
        except (UnreadableError, UnwritableError):
            return None

    def _only_field(self, operation: OperationDefinitionNode) -> FieldNode | None:
        selections = operation.selection_set.selections
        if operation.operation is not OperationType.MUTATION or operation.directives or len(selections) != 1:
            return None
        node = selections[0]
        known = isinstance(node, FieldNode) and node.name.value in self._fields and not node.directives
        return cast("FieldNode", node) if known else None

    def _lane(self, prepared: Prepared, operation: OperationDefinitionNode, node: FieldNode) -> Lane:
        field = self._fields[node.name.value]
        made: StrawberryField = field.extensions[_BACK]
        given = _Given(self._schema, self._shapes, operation)
        for argument in node.arguments or ():
            name = argument.name.value
            given.take(_python_name(made.arguments, field.args, name), argument.value, field.args[name].type)
        fragments = {
            one.name.value: one
            for one in prepared.document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        selected = [node.selection_set] if node.selection_set else []
        return Lane(
            schema=self._schema,
            operation_name=operation.name and operation.name.value,
            resolver=cast("StrawberryResolver[Any]", made.base_resolver),
            key=(node.alias or node.name).value,
            decoder=given.decoder(),
            sent=tuple(given.sent),
            literals=given.literals,
            write=Writers(self._schema, fragments).of(field.type, selected),
        )


class _Given:
    """The arguments of the field, and the decoder of the variables among them."""

    def __init__(self, schema: GraphQLSchema, shapes: Shapes, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._shapes = shapes
        self._variables = {one.variable.name.value: one for one in operation.variable_definitions or ()}
        self._decoded: dict[str, tuple[str, Any, Any]] = {}
        self.sent: list[Sent] = []
        self.literals: dict[str, Any] = {}

    def take(self, name: str, value: ValueNode, type_: GraphQLInputType) -> None:
        """Take an argument, under the resolver's name for it."""
        if not isinstance(value, VariableNode):
            self.literals[name] = _literal(value, type_)
            return
        variable = self._variables[value.name.value]
        if value.name.value in self._decoded or variable.directives:
            raise UnreadableError(f"${value.name.value} is used twice, or has a directive")
        attribute = f"v{len(self._decoded)}"
        shape, default = self._shape(variable, type_)
        self._decoded[value.name.value] = (attribute, shape.annotation, default)
        self.sent.append(Sent(name=name, attribute=attribute, convert=shape.convert))

    def decoder(self) -> msgspec.json.Decoder[Any]:
        """Return the decoder of all variables; raises ``UnreadableError`` when one stands elsewhere too."""
        if self._decoded.keys() != self._variables.keys():
            raise UnreadableError("a variable stands inside a literal")
        struct = msgspec.defstruct(
            "Variables",
            list(self._decoded.values()),
            rename={attribute: name for name, (attribute, *_) in self._decoded.items()},
            kw_only=True,
            forbid_unknown_fields=True,
        )
        return msgspec.json.Decoder(struct)

    def _shape(self, variable: VariableDefinitionNode, type_: GraphQLInputType) -> tuple[Shape, Any]:
        """Return what a variable is decoded as, and its value where it was not sent."""
        declared: Any = type_from_ast(self._schema, variable.type)
        if str(_nullable(declared)) != str(_nullable(type_)):
            raise UnreadableError("a variable of a type that is stricter inside")
        needed = isinstance(declared, GraphQLNonNull) or isinstance(type_, GraphQLNonNull)
        inner = _nullable(type_)
        shape = self._shapes.of(GraphQLNonNull(inner) if needed else inner)
        if variable.default_value is not None:
            default = _literal(variable.default_value, type_)
            if shape.convert is not None:
                raise UnreadableError("a variable whose default is read in a way of its own")
            return shape, default
        return shape, msgspec.NODEFAULT if isinstance(declared, GraphQLNonNull) else msgspec.UNSET


def _python_name(arguments: list[StrawberryArgument], known: dict[str, GraphQLArgument], name: str) -> str:
    made: StrawberryArgument = known[name].extensions[_BACK]
    if made.is_maybe:
        raise UnreadableError(f"{name} tells null from nothing")
    return next(one.python_name for one in arguments if one is made)


def _literal(value: ValueNode, type_: GraphQLInputType) -> Any:
    """Return what stands in the document; objects and lists come as variables, or go the long road."""
    leaf = _nullable(type_)
    if not is_leaf_type(leaf):
        raise UnreadableError("a list or an object in the document")
    read = None if isinstance(value, NullValueNode) else coerce_input_literal(value, leaf)
    if read is Undefined or (read is None and isinstance(type_, GraphQLNonNull)):
        raise UnreadableError("a literal that is not of its type")
    return read


def _nullable(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_
