"""What files tell where all blocks stand together: what asks something, what is running, and what a search finds."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from blocks.file_status import merged, read
from blocks.file_status.model import TOP, Copy, FileFilter
from blocks.file_status.pages.shown import FILES
from profile_core.contract import MOST, Acting, Found, Line, Lines, Overview, Platform, Provider, Silent


async def overview(platform: Platform, acting: Acting, language: str) -> Overview:
    """Return what asks something of the citizen, and what is running besides."""
    listed = await merged.page(
        platform, acting, FileFilter(over=False), TOP, most=2 * MOST, language=language
    )
    must = [one for one in listed.files if one.must_act]
    running = [one for one in listed.files if not one.must_act]
    more = listed.resume is not None
    return Overview(
        must=Lines(
            items=_lines(must[:MOST], listed.senders),
            path=FILES,
            more=len(must) > MOST or (more and not running),
        ),
        running=Lines(
            items=_lines(running[:MOST], listed.senders),
            path=f"{FILES}?view=running",
            more=len(running) > MOST or more,
        ),
        silent=Silent.among(listed.said, listed.senders),
    )


async def search(platform: Platform, acting: Acting, words: str, language: str) -> Found:
    """Return the newest files that hold all words, in their name, number or sender."""
    listed = await read.found(platform, acting, words, language, most=MOST)
    return Found(lines=Lines(items=_lines(listed.files, listed.senders)))


def _lines(some: Sequence[Copy], senders: Mapping[UUID, Provider]) -> list[Line]:
    return [
        Line(
            title=one.about.name,
            sender=senders[one.provider].name,
            path=f"{FILES}/{one.id}",
            at=one.status.changed_at,
            deadline=one.status.action_deadline if one.must_act else None,
        )
        for one in some
    ]
