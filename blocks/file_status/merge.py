"""What comes of a file by what is said of it: the same, in whichever order it is said, and however often (no I/O).

Of each part, and of the status, what has the highest stamp counts. What has a lower one was said before, and changes
nothing but the history.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from blocks.file_status.model import File, Moment, Part, Report, Said, Status
from profile_core.contract import ConflictError, InvalidError, Quiet


class Held(Quiet, frozen=True, kw_only=True):
    """A file that is held, and what was heard of it since: what counts now of each part, and what its history gains."""

    before: File
    file: File
    parts: Mapping[Part, Any]
    status: Status | None
    moments: tuple[Moment, ...]

    @classmethod
    def of(cls, file: File) -> "Held":
        """Return a file of which nothing was heard yet."""
        return cls(before=file, file=file, parts={}, status=None, moments=())


def heard(held: Held, report: Report) -> Held:
    """Return how a file stands after a report; one that cannot be of it raises an error, and changes nothing."""
    file = held.file
    _possible(file, report)
    news = {
        part: said
        for part, said in _parts(report).items()
        if said is not None and (part not in file.stamps or said.stamp > file.stamps[part])
    }
    newest = max(report.statuses, key=lambda one: one.stamp, default=None)
    if newest is not None and newest.stamp <= file.status:
        newest = None
    if news or newest:
        file = _moved(file, report, news, newest)
    return Held(
        before=held.before,
        file=file,
        parts={**held.parts, **{part: said.value for part, said in news.items()}},
        status=newest.value if newest else held.status,
        moments=(*held.moments, *(Moment(stamp=one.stamp, status=one.value) for one in report.statuses)),
    )


def _possible(file: File, report: Report) -> None:
    if file.deleted_at is not None:
        message = "The file with this externalId was deleted. Use another for a new one."
        raise ConflictError("file.deleted", message, path=report.path)
    if file.ordering is not report.ordering:
        message = (
            f"You order what you say of this file by {_NAMES[file.ordering]}. Give it each time, or never: "
            "which of two is the later is not to be told otherwise."
        )
        raise InvalidError("file.ordering", message, path=(*report.path, "sequence"))


def _moved(file: File, report: Report, news: Mapping[Part, Said[Any]], newest: Said[Status] | None) -> File:
    if report.if_revision not in (None, file.revision):
        message = f"This file is at revision {file.revision} by now. Read it again before you go on."
        raise ConflictError("file.revision", message, path=(*report.path, "ifRevision"))
    about, parties = news.get(Part.ABOUT), news.get(Part.PARTICIPANTS)
    return structs.replace(
        file,
        stamps={**file.stamps, **{part: said.stamp for part, said in news.items()}},
        status=newest.stamp if newest else file.status,
        parties=parties.value if parties else file.parties,
        created_at=about.value.created_at if about else file.created_at,
        revision=file.revision + 1,
    )


_NAMES = {"SEQUENCE": "sequence", "CHANGED_AT": "changedAt, without a sequence"}


def _parts(report: Report) -> Mapping[Part, Said[Any] | None]:
    return {
        Part.ABOUT: report.about,
        Part.NEXT_STEP: report.next_step,
        Part.EVIDENCE: report.evidence,
        Part.PARTICIPANTS: report.participants,
    }
