"""Expected failures in GraphQL: data with a stable code, a sentence for people and a path into the input."""

import strawberry

from profile_core.kit import errors


@strawberry.interface
class Error:
    """An expected failure."""

    code: str
    message: str
    path: list[str]


@strawberry.type
class InvalidError(Error):
    """The input cannot be used as it is."""


@strawberry.type
class NotFoundError(Error):
    """There is no such thing, or it is somebody else's."""


@strawberry.type
class ForbiddenError(Error):
    """Who asks may not do this."""


@strawberry.type
class ConflictError(Error):
    """The thing is in a state, or at a revision, in which this cannot be done."""


@strawberry.type
class WrongModeError(Error):
    """You chose another mode for things of this kind: they come in by its door, and no longer by this."""


@strawberry.type
class DuplicateError(Error):
    """The key is taken by other content."""

    existing_id: strawberry.ID


ERRORS = (InvalidError, NotFoundError, ForbiddenError, ConflictError, WrongModeError, DuplicateError)
"""All kinds, for the ``types`` of a schema and for unions."""

_KINDS: dict[type[errors.ProfileError], type[Error]] = {
    errors.InvalidError: InvalidError,
    errors.NotFoundError: NotFoundError,
    errors.ForbiddenError: ForbiddenError,
    errors.ConflictError: ConflictError,
    errors.WrongModeError: WrongModeError,
}


def failure_of(error: errors.ProfileError) -> Error:
    """Return an expected failure as GraphQL data; one that is no answer to the input is raised again."""
    if isinstance(error, errors.DuplicateError):
        existing = strawberry.ID(error.existing_id)
        return DuplicateError(
            code=error.code, message=error.message, path=list(error.path), existing_id=existing
        )
    kind = _KINDS.get(type(error))
    if kind is None:
        raise error
    return kind(code=error.code, message=error.message, path=list(error.path))
