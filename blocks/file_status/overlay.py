"""What a live source says of a file, laid over what is stored of it: by the same stamps as everything else (no I/O)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from msgspec import structs

from blocks.file_status import merge
from blocks.file_status.live import Found
from blocks.file_status.merge import Held
from blocks.file_status.model import BEFORE_ALL, Copy, File, Moment, Ordering, Part
from profile_core.contract import SubjectRef, log


def overlaid(
    stored: Copy | None, found: Found, shown_as: UUID, over: Collection[str]
) -> tuple[Copy, list[Moment]]:
    """Return what a citizen sees of a file by both, and what its history gains; nothing of it is stored.

    ``shown_as`` is the id under which it is opened, ``over`` are the phases in which a file has come to its end.
    """
    if stored is not None and (stored.status.sequence is None) != (
        found.report.ordering is Ordering.CHANGED_AT
    ):
        logger.warning("item left out", source=found.source.code, why="file.ordering")
        return stored, []
    file = _file(stored, found, shown_as)
    held = merge.heard(Held.of(file), found.report)
    news: dict[str, Any] = {name: held.parts[part] for part, name in _FIELDS.items() if part in held.parts}
    if held.status is not None:
        news |= {"status": held.status, "over": held.status.phase in over}
    if Part.PARTICIPANTS in held.parts:
        news |= {"relations": found.party.relations, "right": found.party.right}
    news |= {"stamps": held.file.stamps, "stamp": held.file.status}
    if stored is not None:
        return structs.replace(stored, **news), list(held.moments)
    fixed = {"id": shown_as, "file": shown_as, "subject": SubjectRef(found.party.subject)}
    named = {"provider": file.provider, "environment": file.environment, "external_id": file.external_id}
    return Copy(**fixed, **named, **news), list(held.moments)


logger = log.get_logger("file_status")
_FIELDS = {Part.ABOUT: "about", Part.NEXT_STEP: "next_step", Part.EVIDENCE: "evidence"}


def history(stored: Collection[Moment], gained: Collection[Moment]) -> list[Moment]:
    """Return the statuses of both, each once, in their provider's own order."""
    once = {one.stamp: one for one in (*stored, *gained)}
    return [once[stamp] for stamp in sorted(once)]


def _file(stored: Copy | None, found: Found, shown_as: UUID) -> File:
    """Return what is known of a file, as far as merging asks for it."""
    report, created_at = found.report, found.position.created_at
    return File(
        id=shown_as,
        provider=found.source.provider,
        environment=found.source.environment,
        external_id=report.external_id,
        ordering=report.ordering,
        stamps=stored.stamps if stored else {},
        status=stored.stamp if stored else BEFORE_ALL,
        parties=(),
        copies={},
        created_at=created_at,
        changed_at=created_at,
    )
