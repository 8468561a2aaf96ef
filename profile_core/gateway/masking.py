"""What of an error a caller may see: expected failures with their code, all others under a reference only."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from profile_core.contract import ProfileError, UnavailableError, log
from profile_core.kit.redaction import redact

logger = log.get_logger("gateway")
_SHOWN = re.compile(r"(?:[,;] found| Found)?: [{\[].*", re.DOTALL)
"""An object or a list that the GraphQL library shows of what was sent: a whole item, whom it is for included."""


def shown(errors: Sequence[GraphQLError], correlation_id: str) -> list[Mapping[str, Any]]:
    """Return errors as a caller may see them; what is masked is logged with its trace."""
    return [_shown(error, correlation_id) for error in errors]


def internal(correlation_id: str) -> Mapping[str, Any]:
    """Return the one error that stands for every mistake of ours."""
    return {
        "message": "Something went wrong on our side. Try again, and name the reference if it stays.",
        "extensions": {"code": "internal", "correlationId": correlation_id},
    }


def all_unavailable(
    errors: Sequence[GraphQLError], data: Mapping[str, Any] | None
) -> UnavailableError | None:
    """Return the failure when nothing could be answered for want of a database or source, else None."""
    if not errors or any(value is not None for value in (data or {}).values()):
        return None
    causes = [cause for error in errors if isinstance(cause := cause_of(error), UnavailableError)]
    return causes[0] if len(causes) == len(errors) else None


def cause_of(error: GraphQLError) -> BaseException | None:
    """Return what a resolver raised, however often it was wrapped; None for errors of the document itself."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _shown(error: GraphQLError, correlation_id: str) -> Mapping[str, Any]:
    cause = cause_of(error)
    if isinstance(cause, ProfileError):
        formatted = {**error.formatted, "message": cause.message}
        return {**formatted, "extensions": {"code": cause.code, "path": list(cause.path)}}
    if cause is None or _speaks_of_input(error):
        said = redact(_SHOWN.sub("", error.message))
        extensions = {"code": "document.invalid", **(error.extensions or {})}
        return {**error.formatted, "message": said, "extensions": extensions}
    logger.error("resolver failed", path=error.path, exc_info=cause)
    where = {"path": error.path} if error.path else {}
    return {**internal(correlation_id), **where}


def _speaks_of_input(error: GraphQLError) -> bool:
    """Tell a value that a scalar refused (it names the variable or literal) from a failure inside us."""
    return error.path is None and bool(error.nodes)
