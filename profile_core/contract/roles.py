"""Where a citizen's roles come from: a source is asked, and says for whom the citizen may act."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from profile_core.directory.subjects import Number
from profile_core.kit.acting import SubjectRef
from profile_core.kit.texts import Texts

SELF = "BUR"
"""The code of the role that everybody holds: the citizen self."""


class SourceAwayError(Exception):
    """A source of roles does not answer as it must; the roles of the others are shown all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """About whom a source of roles is asked."""

    subject: SubjectRef
    national_number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role that a citizen holds; ``code`` is data (EA an enterprise, VOG a child, VOL a mandate).

    ``whom`` is for whom the citizen acts: a number as a register knows it, or a subject of ours. ``giver``
    names who gave a mandate, where that is somebody else than ``name``; both name people and are never logged.
    """

    code: str
    name: str = field(repr=False)
    whom: Number | SubjectRef = field(repr=False)
    giver: str = field(default="", repr=False)
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSource:
    """A register or table that knows roles.

    ``roles`` returns those that hold today, and raises ``SourceAwayError`` where it cannot be asked; it may use
    the network and is never called in a transaction. ``name`` is stored with a role, so that it is asked again later whether the citizen still holds it.
    """

    name: str
    title: Texts
    roles: Callable[[Citizen], Awaitable[Sequence[Held]]]
