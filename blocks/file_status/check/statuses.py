"""One status by itself: its phase and code must be of the matrix that holds here."""

from collections.abc import Sequence

from blocks.file_status.model import Matrix, Said, Status, StatusDraft, stamp
from profile_core.contract import InvalidError, NotFoundError, Text, Texts, said
from profile_core.contract.said import Path

_LONGEST_DETAIL = 1000
_LONGEST_ACTION = 300
HIGHEST_SEQUENCE = 2**53 - 1


def status(draft: StatusDraft, matrix: Matrix, *, path: Path, secure_links: bool) -> Said[Status]:
    """Check a status; return it with its stamp."""
    known(draft, matrix, path)
    if not draft.action_needed and (draft.action or draft.action_link or draft.action_deadline):
        message = (
            "Say actionNeeded: true beside what is to be done, or leave action, its link and deadline out."
        )
        raise InvalidError("file.action", message, path=(*path, "actionNeeded"))
    if draft.action_needed and not draft.action:
        message = "Say in `action` what the citizen has to do, in one sentence."
        raise InvalidError("file.action", message, path=(*path, "action"))
    deadline = draft.action_deadline
    checked = Status(
        phase=draft.phase,
        code=draft.code,
        changed_at=said.past(draft.changed_at, "file.changed_at", (*path, "changedAt")),
        sequence=sequence(draft.sequence, path),
        detail=texts(draft.detail, (*path, "detail"), _LONGEST_DETAIL, lines=True),
        action_needed=draft.action_needed,
        action=texts(draft.action, (*path, "action"), _LONGEST_ACTION),
        action_link=said.address(draft.action_link, "file.link", (*path, "actionLink"), secure=secure_links),
        action_deadline=deadline and said.moment(deadline, "file.deadline", (*path, "actionDeadline")),
    )
    return Said(stamp=stamp(checked.sequence, checked.changed_at, checked), value=checked)


def known(draft: StatusDraft, matrix: Matrix, path: Path) -> None:
    """Check that a phase has a code."""
    phase = matrix.phase(draft.phase)
    if phase is None:
        names = ", ".join(one.code for one in matrix.phases)
        raise NotFoundError(
            "file.phase", f"There is no such phase. Use one of: {names}.", path=(*path, "phase")
        )
    if matrix.code(draft.phase, draft.code) is None:
        names = ", ".join(one.code for one in phase.codes)
        message = f"The phase {phase.code} has no such code. Use one of: {names}."
        raise NotFoundError("file.code", message, path=(*path, "code"))


def sequence(given: int | None, path: Path) -> int | None:
    """Check a provider's own number."""
    if given is not None and not 0 <= given <= HIGHEST_SEQUENCE:
        message = f"Give a whole number from 0 to {HIGHEST_SEQUENCE}."
        raise InvalidError("file.sequence", message, path=(*path, "sequence"))
    return given


def texts(some: Sequence[Text], path: Path, longest: int, *, lines: bool = False) -> Texts | None:
    """Check texts, if there are any; return them by language, for their order means nothing."""
    if not some:
        return None
    checked = said.texts(some, path, longest, lines=lines)
    only = len(checked.items) == 1
    return Texts(
        tuple(
            Text(language=one.language, text=one.text, default=one.default or only)
            for one in sorted(checked.items, key=lambda one: one.language)
        )
    )
