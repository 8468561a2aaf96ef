"""The timeline of a file: what was, what is now, and what is still expected."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from blocks.file_status.model import Copy, Matrix, Moment
from blocks.file_status.pages.shown import phase_name, sentence
from blocks.file_status.read import Whole
from profile_core.contract import Acting, Entry, Platform, Texts, log
from profile_core.contract.timeline import TimelinePart

_WITHIN = 2.5
"""Seconds in which other blocks tell what they have; whoever takes longer is named instead."""
logger = log.get_logger("file_status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``state`` is past, now or expected; ``path`` leads to what another block has of it."""

    state: str
    title: Texts
    at: datetime | None = None
    text: Texts | None = None
    detail: Texts | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All rows, the oldest first, and the titles of blocks that told nothing."""

    rows: Sequence[Row]
    absent: Sequence[Texts]


async def timeline(platform: Platform, acting: Acting, whole: Whole, language: str) -> Timeline:
    """Return the timeline of a file, with what every other block adds to it."""
    adding = [(one.title, one.timeline) for one in platform.blocks if one.timeline is not None]
    told = await asyncio.gather(*(_told(platform, acting, part, whole.file, language) for _, part in adding))
    entries = sorted((entry for some in told for entry in some or ()), key=lambda entry: entry.at)
    absent = [title for (title, _), some in zip(adding, told, strict=True) if some is None]
    return Timeline(rows=[*_joined(whole, entries), *_expected(whole.file, whole.matrix)], absent=absent)


async def _told(
    platform: Platform, acting: Acting, part: TimelinePart, file: Copy, language: str
) -> Sequence[Entry] | None:
    """Return what a block adds; None of one that fails or takes long, for the file is there without it."""
    try:
        async with asyncio.timeout(_WITHIN):
            return await part(platform, acting, file.provider, file.external_id, language)
    except Exception as error:  # noqa: BLE001 (a stranger's block may fail in any way; the page names it)
        logger.warning("no timeline", part=part.__module__, error=type(error).__name__)
        return None


def _joined(whole: Whole, entries: Sequence[Entry]) -> list[Row]:
    """Return statuses in their provider's own order, and each entry after what had been when it came."""
    rows: list[Row] = []
    left = list(entries)
    for one in whole.history:
        while left and left[0].at < one.status.changed_at:
            rows.append(_entry(left.pop(0)))
        rows.append(_status(whole, one))
    return [*rows, *(_entry(one) for one in left)]


def _status(whole: Whole, moment: Moment) -> Row:
    now = moment is whole.history[-1] and not whole.file.over
    status = moment.status
    return Row(
        state="now" if now else "past",
        at=status.changed_at,
        title=phase_name(status, whole.matrix),
        text=sentence(status, whole.matrix),
        detail=status.detail,
    )


def _entry(entry: Entry) -> Row:
    return Row(state="past", at=entry.at, title=entry.title, path=entry.path)


def _expected(file: Copy, matrix: Matrix) -> list[Row]:
    """Return the phases that still lie ahead on the usual road."""
    codes = [one.code for one in matrix.phases]
    if file.over or file.status.phase not in codes:
        return []
    ahead = matrix.phases[codes.index(file.status.phase) + 1 :]
    return [Row(state="expected", title=one.name) for one in ahead if one.expected]
