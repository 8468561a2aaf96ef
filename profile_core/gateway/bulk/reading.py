"""Decoders for GraphQL input types: msgspec structs derived from the Strawberry classes, the one definition.

They take less than GraphQL takes (no single item for a list, no number for an ID), and what they take they read to
the same values. What they refuse may still be sound: the long road says.
"""
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# (the GraphQL library leaves the parameters of its wrapping types open)

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from enum import Enum
from types import FunctionType
from typing import Annotated, Any, Optional, cast

import msgspec
from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
)
from strawberry import UNSET, Some
from strawberry.types.base import StrawberryMaybe, StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.field import StrawberryField

REFUSED = (msgspec.MsgspecError, GraphQLError, ValueError, TypeError, ArithmeticError, RecursionError)
"""What a decoder raises at a value that it does not take."""
_BACK = "strawberry-definition"
_NATIVE: Mapping[Any, Any] = {
    GraphQLString: str,
    GraphQLID: str,
    GraphQLBoolean: bool,
    GraphQLInt: Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)],
}
_SIMPLE = (type(None), str, bool, int, Enum)
Convert = Callable[[Any], Any]


class UnreadableError(Exception):
    """Something about a GraphQL type that a decoder cannot be made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What msgspec decodes a GraphQL type as; ``convert`` makes the value of it, where that is another."""

    annotation: Any
    convert: Convert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A field of an input object; ``default`` stands where nothing was sent."""

    python_name: str
    graphql_name: str
    annotation: Any
    default: Any
    convert: Convert | None


class Shapes:
    """Makes and keeps the shapes of one schema's input types."""

    def __init__(self) -> None:
        """Start with none."""
        self._objects: dict[str, Shape | None] = {}

    def of(self, type_: GraphQLInputType) -> Shape:
        """Return the shape of a type; raises ``UnreadableError``."""
        if isinstance(type_, GraphQLNonNull):
            return self._present(cast("GraphQLNonNull[Any]", type_).of_type)
        shape = self._present(type_)
        convert = shape.convert
        optional = Optional[shape.annotation]  # noqa: UP045 (the type is known only now)
        return Shape(annotation=optional, convert=convert and _unless(None, convert))

    def _present(self, type_: GraphQLInputType) -> Shape:
        """Return the shape of a type whose value is not null."""
        if isinstance(type_, GraphQLList):
            return self._list(cast("GraphQLList[Any]", type_))
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        if type_ in _NATIVE:
            return Shape(annotation=_NATIVE[type_])
        if type_ is GraphQLFloat:
            raise UnreadableError(f"{type_} is rounded")
        return Shape(annotation=Any, convert=_leaf(cast("GraphQLLeafType", type_)))

    def _list(self, type_: GraphQLList[Any]) -> Shape:
        item = self.of(type_.of_type)
        convert = item.convert
        every = None if convert is None else lambda values: [convert(one) for one in values]
        return Shape(annotation=list[item.annotation], convert=every)

    def _object(self, type_: GraphQLInputObjectType) -> Shape:
        if type_.name not in self._objects:
            self._objects[type_.name] = None
            self._objects[type_.name] = Shape(annotation=self._struct(type_))
        shape = self._objects[type_.name]
        if shape is None:
            raise UnreadableError(f"{type_.name} holds itself")
        return shape

    def _struct(self, type_: GraphQLInputObjectType) -> Any:
        definition: StrawberryObjectDefinition | None = type_.extensions.get(_BACK)
        if definition is None or definition.from_input is not None:
            raise UnreadableError(f"{type_.name} is read in a way of its own")
        fields = [self._field(name, field) for name, field in type_.fields.items()]
        if definition.is_one_of and any(one.convert is None for one in fields):
            raise UnreadableError(f"{type_.name} counts fields that are no Maybe")
        namespace = _methods(definition.origin)
        if after := _after(fields, one_of=definition.is_one_of):
            namespace["__post_init__"] = after
        return msgspec.defstruct(
            type_.name,
            [(one.python_name, one.annotation, one.default) for one in fields],
            namespace=namespace,
            rename={one.python_name: one.graphql_name for one in fields},
            kw_only=True,
            forbid_unknown_fields=True,
            gc=False,
        )

    def _field(self, name: str, field: Any) -> _Field:
        made: StrawberryField = field.extensions[_BACK]
        if isinstance(made.type, StrawberryMaybe):
            shape, default = self._maybe(made.type, field.type)
        else:
            shape, default = self.of(field.type), _default(made, field)
        return _Field(
            python_name=made.python_name,
            graphql_name=name,
            annotation=shape.annotation,
            default=default,
            convert=shape.convert,
        )

    def _maybe(self, maybe: StrawberryMaybe, type_: GraphQLInputType) -> tuple[Shape, Any]:
        """Tell what was not sent from what was; null is taken only where the type says so."""
        takes_null = isinstance(maybe.of_type, StrawberryOptional)
        inner = self.of(type_) if takes_null else self._present(type_)
        read = inner.convert
        convert = Some if read is None else lambda value: Some(read(value))
        if not takes_null:
            return Shape(annotation=inner.annotation, convert=convert), None
        return Shape(annotation=inner.annotation | msgspec.UnsetType, convert=convert), msgspec.UNSET


def _leaf(type_: GraphQLLeafType) -> Convert:
    """Read a value as the long road does, by the scalar's or enum's own reader."""
    read = type_.coerce_input_value

    def convert(value: Any) -> Any:
        if value is None:
            raise ValueError(f"{type_.name} is null")
        return read(value)

    return convert


def _unless(default: object, convert: Convert) -> Convert:
    """Leave alone what nobody sent."""
    return lambda value: default if value is default else convert(value)


def _default(made: StrawberryField, field: Any) -> Any:
    """Return what an input object holds where nothing was sent; a field without any is required."""
    default = made.default_value
    if default is MISSING:
        return msgspec.NODEFAULT if isinstance(field.type, GraphQLNonNull) else None
    if field.default_value is Undefined and default is not UNSET:
        raise UnreadableError(f"{made.python_name} has a default of its own")
    if default is not UNSET and not isinstance(default, _SIMPLE):
        raise UnreadableError(f"{made.python_name} has a default that is no simple value")
    return default


def _after(fields: list[_Field], *, one_of: bool) -> Callable[[Any], None] | None:
    """Return what is done to an object that was decoded: reading what msgspec cannot, and counting."""
    reads = [(one.python_name, one.convert, one.default) for one in fields if one.convert is not None]
    if not reads and not one_of:
        return None

    def after(self: Any) -> None:
        sent = 0
        for name, convert, default in reads:
            value = getattr(self, name)
            if value is not default:
                sent += 1
                setattr(self, name, convert(value))
            elif value is msgspec.UNSET:
                setattr(self, name, None)
        if one_of and sent != 1:
            raise ValueError("send exactly one")

    return after


def _methods(origin: type) -> dict[str, Any]:
    """Return what an input class can do, for the struct that stands in for it."""
    found: dict[str, Any] = {}
    for each in reversed(origin.__mro__[:-1]):
        found |= {
            name: value
            for name, value in vars(each).items()
            if isinstance(value, FunctionType | property | classmethod | staticmethod)
            and not name.startswith("__")
        }
    return found
