"""Moments as RFC 3339 writes them, always with an offset."""

import re
from datetime import datetime

_FORM = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def read(said: object) -> datetime | None:
    """Return a moment; None where it is none, or has no offset."""
    if not isinstance(said, str) or _FORM.fullmatch(said) is None:
        return None
    try:
        return datetime.fromisoformat(said.upper())
    except ValueError:
        return None
