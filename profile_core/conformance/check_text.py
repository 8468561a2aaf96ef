"""The texts of items: their languages, their default, their lengths, and that they name nobody."""

from collections import Counter
from collections.abc import Iterator

from profile_core.conformance.items import TEXTS, Item, fields
from profile_core.conformance.model import Check, Group
from profile_core.conformance.seen import each
from profile_core.conformance.shown import shown
from profile_core.kit.redaction import contains_number
from profile_core.kit.texts import LANGUAGES, is_visible

_LONGEST = {"title": 140, "text": 300}
_DEEPEST = 2000


def _languages(item: Item) -> Iterator[str]:
    for name in TEXTS:
        said = [fields(one) or {} for one in item.texts(name)]
        codes = [one.get("language") for one in said]
        yield from (f"{name} is in {shown(code)}" for code in codes if code not in LANGUAGES)
        counted = Counter(code for code in codes if isinstance(code, str))
        yield from (f"{name} is there twice in {shown(code)}" for code, times in counted.items() if times > 1)


def _default(item: Item) -> Iterator[str]:
    for name in TEXTS:
        said = [fields(one) or {} for one in item.texts(name)]
        defaults = sum(one.get("default") is True for one in said)
        if defaults > 1 or (len(said) > 1 and not defaults):
            yield f"{name} has {defaults} defaults"


def _length(item: Item) -> Iterator[str]:
    for name in TEXTS:
        for one in item.texts(name):
            text = (fields(one) or {}).get("text")
            if not isinstance(text, str) or not is_visible(text):
                yield f"{name} has an empty text, or one that is no text"
            elif len(text) > _LONGEST[name]:
                yield f"{name} has {len(text)} characters; {_LONGEST[name]} are the most"


def _number(item: Item) -> Iterator[str]:
    for name, said in item.said.items():
        if name != "recipient" and any(contains_number(text) for text in _strings(said)):
            yield f"a national number stands in {shown(name)}"


def _strings(said: object) -> Iterator[str]:
    """Yield every text within, however deep, as far as anybody would look."""
    waiting: list[object] = [said]
    for _ in range(_DEEPEST):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


CHECKS = (
    Check(
        code="text-languages",
        group=Group.ITEM,
        claims="Texts are in nl, fr, de or en, and each language is there once.",
        remedy="Name the language of each text by its code, and send it once.",
        section="Text",
        run=each(_languages),
    ),
    Check(
        code="text-default",
        group=Group.ITEM,
        claims="Of several texts exactly one is the default.",
        remedy='Put "default": true on the one text that stands in for languages you lack, and on no other.',
        section="Text",
        run=each(_default),
    ),
    Check(
        code="text-length",
        group=Group.ITEM,
        claims="A title has 1 to 140 characters, a text 1 to 300.",
        remedy="Say what it is and what to do; the rest stands behind the link.",
        section="Item",
        run=each(_length),
    ),
    Check(
        code="item-number",
        group=Group.ITEM,
        claims="No national number stands in an item, but for its recipient.",
        remedy="Take the number out of texts, values, keys and links: who reads them need not know it.",
        section="Item",
        run=each(_number),
    ),
)
