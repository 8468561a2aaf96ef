"""The widgets that the page lets run: pairs of a block and the hash of its module."""

import re
from collections.abc import Iterator

from embed_header.site_check.case import Case
from embed_header.site_check.kinds import Finding, Kind, found

_PIN = re.compile(r"sha384-[A-Za-z0-9+/]{64}")


def check_widgets(case: Case) -> Iterator[Finding]:
    """Find a block that is not pinned to a module of today."""
    words = case.attribute("widgets").split()
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 or any(not _PIN.fullmatch(pin) for _, pin in pairs):
        yield found(Kind.WIDGETS_MALFORMED, given=" ".join(words))
        return
    for block, pin in pairs:
        known = case.widgets.get(block, ())
        if not known:
            yield found(Kind.WIDGET_UNKNOWN, block=block, blocks=", ".join(sorted(case.widgets)) or "-")
        elif pin not in known:
            yield found(Kind.WIDGET_PIN, block=block, pin=known[0])
        elif pin != known[0]:
            yield found(Kind.WIDGET_OLD, block=block, pin=known[0])
