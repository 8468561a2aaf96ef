"""What the embedded header shows of files: in how many of them something is asked of the citizen. No names."""

from collections.abc import Sequence
from pathlib import Path

from blocks.file_status import live
from blocks.file_status.rows import listed as rows
from blocks.file_status.telling import PATH
from profile_core.contract import Acting, HeaderPart, Tx, texts

COUNTED = 100
"""Counts stop here: 100 is shown as 99+."""


async def asking(tx: Tx, actings: Sequence[Acting]) -> Sequence[int]:
    """Count in how many files something is asked, for many at once; what lies with providers is not counted."""
    return await rows.counted(tx, actings, most=COUNTED, without=await live.alone(tx))


part = HeaderPart(
    label=texts(nl="Dossiers", fr="Dossiers", de="Vorgänge", en="Files"),
    path=PATH,
    unread=asking,
    widgets=(Path(__file__).with_name("widgets") / "files-1.js",),
)
