"""What every test wrote into the trail is in *who looked* of whom it is about, and explained there."""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from blocks.file_status.disclosures import DISCLOSURES as FILES
from blocks.notifications.disclosures import DISCLOSURES as NOTIFICATIONS
from embed_header.disclosures import DISCLOSURES as HEADER
from profile_core import audit
from profile_core.contract import Acting, Store, SubjectRef
from profile_core.contract.disclosures_core import CORE
from profile_core.profile import looked
from sso.looked import DISCLOSURES as SSO

_TESTS = str(Path(__file__).parent)
_OURS = str(Path(audit.__file__).parent)
_MOST = 1_000
_DECLARED = frozenset({*FILES, *NOTIFICATIONS, *HEADER, *SSO, *CORE})
_written: list[tuple[SubjectRef, str]] = []


def listen() -> None:
    """Note each line that code of ours writes, for the whole run; what tests write themselves is theirs."""
    write = audit.record_lines

    async def noted(tx: Any, about: Sequence[audit.Line], **line: Any) -> None:
        await write(tx, about, **line)
        if not _by_a_test():
            _written.extend((one, line["action"]) for one, _ in about)

    audit.record_lines = noted


def take() -> list[tuple[SubjectRef, str]]:
    """Return what was noted since the last time."""
    taken = _written[:]
    _written.clear()
    return taken


def undeclared(written: Collection[tuple[SubjectRef, str]]) -> set[str]:
    """Return the actions that the page would have no words for."""
    return {action for _, action in written} - _DECLARED


async def hidden(store: Store, written: Collection[tuple[SubjectRef, str]]) -> list[str]:
    """Return what stands in the trail about those subjects and not on the page that shows everything."""
    missing: list[str] = []
    for subject in {subject for subject, _ in written}:
        async with store.read() as tx:
            stored = await audit.about(tx, subject, most=_MOST)
            shown = await _shown(tx, subject)
        missing += [one.action for one in stored if one.id not in shown]
    return missing


async def _shown(tx: Any, subject: SubjectRef) -> set[Any]:
    acting, after, seen = Acting(citizen=subject, subject=subject), None, set[Any]()
    while len(seen) < _MOST:
        rows = await looked.lines(tx, acting, everything=True, after=after, most=looked.ON_A_PAGE)
        seen |= {one.id for one in rows}
        if len(rows) < looked.ON_A_PAGE:
            break
        after = rows[-1].id
    return seen


def _by_a_test() -> bool:
    """Tell whether a test called for the line: the first frame outside the trail's own module is a test's."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    return frame.f_code.co_filename.startswith(_TESTS)
