"""Texts that no database holds: with U+0000, or with half a character (a surrogate without its other half)."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

NO_NUL = "No text may hold the character U+0000."
_NO_HALF = "Half a character stands alone: cut texts between characters, not inside one."
_NUL = b"\\u0000"
"""The one way to write it in JSON (RFC 8259, 7)."""
_VARIABLES = "variables"
_HALF = re.compile("[\ud800-\udfff]")


def may_hold_nul(sent: bytes) -> bool:
    """Tell whether JSON may hold U+0000; where this says no, it does not."""
    return _NUL in sent


def nul(variables: dict[str, Any] | None) -> str | None:
    """Say where in variables U+0000 stands, if it does."""
    at = next((at for at, text in _texts(_VARIABLES, variables) if "\0" in text), None)
    return None if at is None else f"{NO_NUL} It stands in {at}. Nothing was done."


def half(sent: bytes, within: str = _VARIABLES) -> str | None:
    """Say where in JSON that could not be read half a character stands, if that is why.

    RFC 8259 (8.2) leaves open what becomes of it; programs send one when they cut a text inside an emoji.
    """
    try:
        read = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    at = next((at for at, text in _texts(within, read) if _HALF.search(text)), None)
    return None if at is None else f"{_NO_HALF} It stands in {at}. Nothing was done."


def _texts(within: str, read: Any) -> Iterator[tuple[str, str]]:
    """Yield all texts, names too, each with where it stands: ``variables.items[3].title``. They may be deep."""
    waiting: list[tuple[str, Any]] = [(within, read)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, str):
            yield at, value
        elif isinstance(value, list):
            inner = enumerate(cast("list[Any]", value))
            waiting += [(f"{at}[{number}]", one) for number, one in inner]
        elif isinstance(value, dict):
            inner = cast("dict[str, Any]", value).items()
            waiting += [(at, name) for name, _ in inner]
            waiting += [(f"{at}.{name}" if at else name, one) for name, one in inner]
