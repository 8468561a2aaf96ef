"""Failures that are expected: a stable code for programs, a sentence that says what to do for people."""

from collections.abc import Mapping
from typing import ClassVar


class ProfileError(Exception):
    """An expected failure. ``code`` is stable, ``message`` is for people, ``path`` points into the input."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, message: str, *, path: tuple[str, ...] = ()) -> None:
        """Say what happened; neither ``code`` nor ``message`` may hold personal data."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class InvalidError(ProfileError):
    """The input cannot be used as it is."""


class NotFoundError(ProfileError):
    """There is no such thing, or it is somebody else's: the same answer."""

    status = 404


class ForbiddenError(ProfileError):
    """Who asks may not do this at all."""

    status = 403


class UnauthenticatedError(ProfileError):
    """Nobody is known to be asking. ``headers`` go with the answer (WWW-Authenticate, DPoP-Nonce)."""

    status = 401

    def __init__(self, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Say how to become known."""
        super().__init__(code, message)
        self.headers = dict(headers or {})


class DuplicateError(ProfileError):
    """The key is taken by other content; ``existing_id`` is what has it."""

    status = 409

    def __init__(self, code: str, message: str, *, existing_id: str, path: tuple[str, ...] = ()) -> None:
        """Say what has the key."""
        super().__init__(code, message, path=path)
        self.existing_id = existing_id


class ConflictError(ProfileError):
    """The thing is in a state, or at a revision, in which this cannot be done."""

    status = 409


class WrongModeError(ProfileError):
    """It comes in by another door: the provider chose another mode for things of this kind."""

    status = 409


class UnavailableError(ProfileError):
    """We cannot do it just now; the same call may be made again after ``retry_after`` seconds."""

    status = 503

    def __init__(self, code: str, message: str, *, retry_after: int = 5) -> None:
        """Say when to come back."""
        super().__init__(code, message)
        self.retry_after = retry_after
