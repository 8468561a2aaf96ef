"""Documents that were parsed, measured and validated, kept by their text."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    Source,
    StringValueNode,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from profile_core.gateway import limits, unfit
from profile_core.gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from profile_core.gateway.bulk.lane import Lane

_LONGEST_KEPT = 8 * 1024
_KEPT_TOGETHER = 100_000
"""Characters of all documents that are kept. A parsed one takes some 160 bytes for each."""
_MOST_ERRORS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document that may be executed. ``lanes`` are those of its operations that were asked for by name."""

    text: str
    document: DocumentNode
    lanes: "dict[str | None, Lane | None]" = field(
        default_factory=dict["str | None", "Lane | None"], repr=False, compare=False
    )

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation to execute: the named one, or the only one; None when there is no such."""
        operations = [d for d in self.document.definitions if isinstance(d, OperationDefinitionNode)]
        if name is None:
            return operations[0] if len(operations) == 1 else None
        return next((o for o in operations if o.name and o.name.value == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A document that may not be executed, and why."""

    errors: tuple[GraphQLError, ...]


class _NoNulRule(ValidationRule):
    """Refuses texts, however they are escaped, that PostgreSQL cannot hold."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            self.report_error(GraphQLError(unfit.NO_NUL, node))


class Documents:
    """Prepares documents for one schema. Short valid ones are kept, the least used goes first."""

    def __init__(self, schema: strawberry.Schema, settings: GatewaySettings, *, curious: bool) -> None:
        """Prepare for a schema; ``curious`` programs may introspect and are helped with suggestions."""
        self._schema = schema
        self._settings = settings
        self._curious = curious
        self._rules = [*specified_rules, _NoNulRule, MaybeNullValidationRule, OneOfInputValidationRule]
        if not curious:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._length = 0

    def kept(self, text: str) -> Prepared | None:
        """Return a document as it was prepared before, if it is still known."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
        return found

    def prepare(self, text: str) -> Prepared | Refused:
        """Parse, measure and validate a document, or return it as it was prepared before."""
        kept = self.kept(text)
        if kept is not None:
            return kept
        try:
            document = self._parse(text)
            limits.check(document, self._settings)
        except GraphQLError as error:
            return Refused(errors=(error,))
        if errors := self._validate(document):
            return Refused(errors=tuple(errors))
        prepared = Prepared(text=text, document=document)
        self._keep(prepared)
        return prepared

    def _parse(self, text: str) -> DocumentNode:
        most = self._settings.tokens
        try:
            return parse(Source(text), max_lexical_tokens=most, max_comments=most)
        except GraphQLError as error:
            if "more than" not in error.message:
                raise
            message = (
                f"This document has more than {most} tokens. Send values as variables, not in the document."
            )
            raise limits.TooMuchError(message, extensions={"code": "limit.tokens"}) from error

    def _validate(self, document: DocumentNode) -> list[GraphQLError]:
        if any(
            isinstance(d, OperationDefinitionNode) and d.operation is OperationType.SUBSCRIPTION
            for d in document.definitions
        ):
            return [GraphQLError("There are no subscriptions here. Ask a query.")]
        return validate(
            self._schema._schema,  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (the one way to it)
            document,
            self._rules,
            max_errors=_MOST_ERRORS,
            hide_suggestions=not self._curious,
        )

    def _keep(self, prepared: Prepared) -> None:
        if len(prepared.text) > _LONGEST_KEPT:
            return
        self._kept[prepared.text] = prepared
        self._length += len(prepared.text)
        while self._length > _KEPT_TOGETHER:
            self._length -= len(self._kept.popitem(last=False)[0])


class UsePrepared(SchemaExtension):
    """Makes strawberry execute the prepared document that the root value brings, and validate nothing again."""

    def on_parse(self) -> Iterator[None]:
        prepared = self.execution_context.root_value
        if isinstance(prepared, Prepared):
            self.execution_context.graphql_document = prepared.document
            self.execution_context.pre_execution_errors = []
        yield
