"""What must never reach a log: national numbers, tokens, secrets. Applied to every log line."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import cast
from unicodedata import decimal, normalize

from profile_core.kit.numbers import national_number

REDACTED = "[redacted]"
_BETWEEN = r"(?:[\W_]|%[0-9A-Fa-f]{2}){0,4}"
_NUMBER = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d){{10}}(?!\d)")
"""Eleven digits of any script with whatever people and programs put between them: ``88.02.14–000.84``."""
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdecimal())
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)*|(?i:\b(?:bearer|dpop)\s+[\w.~+/-]{16,}=*)")
_SECRET_NAMES = re.compile(
    r"(?i)authorization|cookie|token|secret|password|assertion|national|^code$|code_verifier|^dpop$|nonce"
)


def redact(text: str) -> str:
    """Blank every valid national number, in any formatting, and every token out of a text."""
    return _TOKEN.sub(REDACTED, _NUMBER.sub(_blank, text))


def contains_number(text: str) -> bool:
    """Tell whether a text holds a valid national number, in any formatting."""
    return bool(numbers_in(text))


def numbers_in(text: str) -> Sequence[str]:
    """Return the eleven digits of each valid national number that a text holds, in any formatting.

    Digits that are raised, circled or drawn in another way are digits too (Unicode's compatibility, NFKC).
    """
    if not text.isascii():
        text = normalize("NFKC", text)
    if _has_few_digits(text):
        return ()
    found = (_number(match) for match in _NUMBER.finditer(text))
    return [one for one in found if one is not None]


def redact_value(name: str, value: object) -> object:
    """Blank a named value for a log: by its name, else by what stands in it, at any depth."""
    if _is_secret(name):
        return REDACTED
    if isinstance(value, Mapping):
        return {str(k): redact_value(str(k), v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(name, item) for item in cast("Collection[object]", value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return REDACTED if national_number(f"{value:011d}") else value
    return value if value is None or isinstance(value, bool | float) else redact(str(value))


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAMES.search(name) is not None


def _has_few_digits(text: str) -> bool:
    """Tell at once that a text cannot hold eleven digits: what is no ASCII counts as some, for it may be one."""
    return len(text.encode("utf-8", "surrogatepass").translate(None, _NO_DIGITS)) < 11


def _blank(match: re.Match[str]) -> str:
    return match.group() if _number(match) is None else REDACTED


def _number(match: re.Match[str]) -> str | None:
    """Read the digits of any script; what was percent-encoded between them is none of them."""
    plain = _ENCODED.sub("", match.group())
    return national_number("".join(str(decimal(one)) for one in plain if one.isdecimal()))
