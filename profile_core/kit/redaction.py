"""What must never reach a log: national numbers, tokens, secrets. Applied to every log line."""

import re
from collections.abc import Collection, Mapping
from typing import cast

from profile_core.kit.numbers import national_number

REDACTED = "[redacted]"
_NUMBER = re.compile(r"(?<!\d)\d{2}[\s.\-/]?\d{2}[\s.\-/]?\d{2}[\s.\-/]?\d{3}[\s.\-/]?\d{2}(?!\d)")
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)*|(?i:\b(?:bearer|dpop)\s+[\w.~+/-]{16,}=*)")
_SECRET_NAMES = re.compile(
    r"(?i)authorization|cookie|token|secret|password|assertion|national|^code$|code_verifier|^dpop$|nonce"
)


def redact(text: str) -> str:
    """Blank every valid national number, in any formatting, and every token out of a text."""
    return _TOKEN.sub(REDACTED, _NUMBER.sub(_blank, text))


def contains_number(text: str) -> bool:
    """Tell whether a text holds a valid national number, in any formatting."""
    return any(national_number(match.group()) for match in _NUMBER.finditer(text))


def redact_value(name: str, value: object) -> object:
    """Blank a named value for a log: by its name, else by what stands in it, at any depth."""
    if _SECRET_NAMES.search(name):
        return REDACTED
    if isinstance(value, Mapping):
        return {str(k): redact_value(str(k), v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(name, item) for item in cast("Collection[object]", value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return REDACTED if national_number(f"{value:011d}") else value
    return value if value is None or isinstance(value, bool | float) else redact(str(value))


def _blank(match: re.Match[str]) -> str:
    return REDACTED if national_number(match.group()) else match.group()
