"""Lists in pages by keyset: the cursor is the boundary (when, id), so nothing is skipped or shown twice."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from profile_core.contract import InvalidError, PageInfo, clock, cursors

MOST = 100


def size(first: int) -> int:
    """Check how many are asked for."""
    if not 1 <= first <= MOST:
        raise InvalidError("page.first", f"Ask for 1 to {MOST} at a time.", path=("first",))
    return first


def cursor(moment: datetime, row_id: UUID) -> str:
    """Write the boundary after a row."""
    return cursors.encode((clock.rfc3339(moment), row_id.hex))


def boundary(after: str | None) -> tuple[datetime, UUID] | None:
    """Read a cursor; one that we did not write raises ``InvalidError``."""
    if after is None:
        return None
    moment, row_id = cursors.decode(after, 2)
    try:
        return clock.as_utc(datetime.fromisoformat(moment)), UUID(row_id)
    except (ValueError, OverflowError) as error:
        message = "Use the cursor of an earlier answer, or none."
        raise InvalidError("cursor.invalid", message, path=("after",)) from error


def info(page: Sequence[str], *, more: bool, resumed: bool) -> PageInfo:
    """Say where a page of these cursors begins and ends, and what lies around it."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=resumed,
        start_cursor=page[0] if page else None,
        end_cursor=page[-1] if page else None,
    )
