"""What a stranger's endpoint said, as it may be printed: no numbers of people, no control characters, not endless."""

from collections.abc import Iterable

from profile_core.kit.redaction import redact

_LONGEST = 80
_MOST = 5


def shown(said: object) -> str:
    """Return a value in quotes, cut to what fits a line."""
    text = said if isinstance(said, str) else repr(said)[: 2 * _LONGEST]
    plain = redact("".join(one if one.isprintable() else "�" for one in text[: 4 * _LONGEST]))
    return f"“{plain[:_LONGEST]}…”" if len(plain) > _LONGEST else f"“{plain}”"


def first(sentences: Iterable[str]) -> list[str]:
    """Return the first few, and how many more there are."""
    whole = list(sentences)
    more = len(whole) - _MOST
    return [*whole[:_MOST], *([f"and {more} more of this kind"] if more > 0 else [])]
