"""How much a document may ask, checked on its syntax before it is validated against the schema.

Standard validation compares all fields of a selection with each other, so what is absurd must be refused
first. Fragments are measured once and multiplied, never expanded.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from profile_core.gateway.settings import GatewaySettings

PAGE = 100
"""How many items a list of unknown length may hold: ``first`` is at most this."""
_OVERFLOW = 10**9
_INTROSPECTION = ("__schema", "__type")


class TooMuchError(GraphQLError):
    """A document asks more than is allowed; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How deep a selection is and how many objects it may answer."""

    depth: int = 0
    cost: int = 0


def check(document: DocumentNode, settings: GatewaySettings) -> None:
    """Raise ``TooMuchError`` for the first limit that a document passes."""
    measured = _Measured(document)
    _at_most("aliases", measured.aliases, settings.aliases, "Ask in several documents.")
    _at_most("repeated fields", measured.repeats, settings.repeats, "Ask each field once in a place.")
    _at_most("directives", measured.directives, settings.directives, "Leave some out.")
    size = measured.largest()
    _at_most("levels of fields", size.depth, settings.depth, "Ask for less in one question.")
    advice = "Ask for smaller pages (first) or for fewer lists inside lists."
    _at_most("objects in its answer", size.cost, settings.cost, advice)


def _at_most(what: str, found: int, most: int, advice: str) -> None:
    if found > most:
        code = "limit." + what.replace(" ", "_")
        message = f"This document has {found} {what}; at most {most} are allowed. {advice}"
        raise TooMuchError(message, extensions={"code": code})


class _Measured:
    """Counts over a whole document; sizes of its operations with fragments."""

    def __init__(self, document: DocumentNode) -> None:
        self.aliases = self.repeats = self.directives = 0
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        self._operations: list[OperationDefinitionNode] = []
        self._sizes: dict[str, _Size] = {}
        self._open: set[str] = set()
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._fragments[definition.name.value] = definition
            elif isinstance(definition, OperationDefinitionNode):
                self._operations.append(definition)
                self.directives += sum(len(v.directives or ()) for v in definition.variable_definitions or ())
            else:
                continue
            self.directives += len(definition.directives or ())
            self._count(definition.selection_set)

    def largest(self) -> _Size:
        """Return the depth and the cost of the largest operation."""
        for name in self._fragments:
            self._of_fragment(name)
        sizes = [self._of(operation.selection_set, 1) for operation in self._operations]
        return _Size(max((s.depth for s in sizes), default=0), max((s.cost for s in sizes), default=0))

    def _count(self, selections: SelectionSetNode) -> None:
        asked: Counter[str] = Counter()
        for node in selections.selections:
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self.aliases += node.alias is not None
                asked[(node.alias or node.name).value] += 1
            elif isinstance(node, FragmentSpreadNode):
                asked["..." + node.name.value] += 1
            inner = node.selection_set if isinstance(node, FieldNode | InlineFragmentNode) else None
            if inner:
                self._count(inner)
        self.repeats += sum(times - 1 for times in asked.values())

    def _of(self, selections: SelectionSetNode, times: int) -> _Size:
        depth = cost = 0
        for size in self._sizes_in(selections, times):
            depth, cost = max(depth, size.depth), min(cost + size.cost, _OVERFLOW)
        return _Size(depth, cost)

    def _sizes_in(self, selections: SelectionSetNode, times: int) -> Iterator[_Size]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield self._of_field(node, times)
            elif isinstance(node, InlineFragmentNode):
                yield self._of(node.selection_set, times)
            elif isinstance(node, FragmentSpreadNode):
                once = self._of_fragment(node.name.value)
                yield _Size(once.depth, min(once.cost * times, _OVERFLOW))

    def _of_field(self, node: FieldNode, times: int) -> _Size:
        if node.selection_set is None:
            return _Size(1, 0)
        if node.name.value in _INTROSPECTION:
            return _Size(1, 1)  # the standard rules bound how deep it goes
        objects = min(times * _page(node), _OVERFLOW)
        inner = self._of(node.selection_set, objects)
        return _Size(inner.depth + 1, min(inner.cost + objects, _OVERFLOW))

    def _of_fragment(self, name: str) -> _Size:
        fragment = self._fragments.get(name)
        if fragment is None:
            return _Size()  # unknown: the standard rules say so in words
        if name in self._open:
            raise TooMuchError(
                f"Fragment {name!r} uses itself.", fragment, extensions={"code": "limit.circular_fragment"}
            )
        if name not in self._sizes:
            self._open.add(name)
            self._sizes[name] = self._of(fragment.selection_set, 1)
            self._open.remove(name)
        return self._sizes[name]


def _page(node: FieldNode) -> int:
    for argument in node.arguments or ():
        if argument.name.value != "first":
            continue
        if isinstance(argument.value, IntValueNode):
            return max(1, int(argument.value.value[:9]))
        if isinstance(argument.value, VariableNode):
            return PAGE
    return 1
