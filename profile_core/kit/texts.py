"""Texts in the four languages, with exactly one default that stands in for a missing one."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from profile_core.kit.errors import InvalidError

LANGUAGES = ("nl", "fr", "de", "en")
_KNOWN = frozenset(LANGUAGES)
_VISIBLE = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""All but blanks and what is not drawn (Unicode's Default_Ignorable_Code_Point, and the empty braille pattern)."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One text in one language (an ISO 639-1 code out of ``LANGUAGES``)."""

    language: str
    text: str
    default: bool = False


class Texts(msgspec.Struct, frozen=True):
    """The same text in several languages."""

    items: tuple[Text, ...]

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, else the default one."""
        for item in self.items:
            if item.language == language:
                return item.text
        return self.default.text

    @property
    def default(self) -> Text:
        """Return the text that stands in for missing ones."""
        return next((item for item in self.items if item.default), self.items[0])


def texts(default: str = "nl", /, **by_language: str) -> Texts:
    """Write texts in code: ``texts(nl="Parkeren", en="Parking")``; ``default`` names the fallback."""
    return checked(
        [Text(language=code, text=text, default=code == default) for code, text in by_language.items()]
    )


def checked(items: Sequence[Text], *, path: tuple[str, ...] = (), longest: int | None = None) -> Texts:
    """Check texts as they come in: known languages, each once, exactly one default, none empty or too long."""
    languages = {item.language for item in items}
    if unknown := languages - _KNOWN:
        message = f"Use one of nl, fr, de, en instead of {min(unknown)!r}."
        raise InvalidError("texts.language", message, path=path)
    if len(languages) != len(items):
        raise InvalidError("texts.twice", "Give each language once.", path=path)
    if len(items) != 1 and sum(item.default for item in items) != 1:
        raise InvalidError("texts.default", "Mark exactly one text as the default.", path=path)
    for item in items:
        if not is_visible(item.text):
            raise InvalidError("texts.empty", f"The text in {item.language} is empty.", path=path)
        if longest is not None and len(item.text) > longest:
            message = f"The text in {item.language} has {len(item.text)} characters; at most {longest} fit."
            raise InvalidError("texts.too_long", message, path=path)
    return Texts(tuple(items))


def is_visible(text: str) -> bool:
    """Tell whether anybody can see something of a text."""
    return "!" <= text[:1] <= "~" or _VISIBLE.search(text) is not None


def as_json(value: Texts) -> list[dict[str, str | bool]]:
    """Write texts for a JSON column."""
    return [{"language": t.language, "text": t.text, "default": t.default} for t in value.items]


def from_json(value: Sequence[Mapping[str, str | bool]]) -> Texts:
    """Read texts that ``as_json`` wrote."""
    return Texts(
        tuple(
            Text(language=str(t["language"]), text=str(t["text"]), default=bool(t["default"])) for t in value
        )
    )
