"""Texts of types: templates with {placeholders}; {{ and }} stand for the braces themselves."""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import structs

from profile_core.contract import InvalidError, Texts, said
from profile_core.contract.said import Path

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def names(template: str, path: Path) -> set[str]:
    """Return the placeholders of a template; a brace that is none, and a bad name, raise ``InvalidError``."""
    found: set[str] = set()
    for part in _PART.finditer(template):
        if part[0] in ("{", "}"):
            message = "Write {{ or }} for a brace of the text, and {name} for a placeholder."
            raise InvalidError("template.brace", message, path=path)
        if part[1] is not None and not NAME.fullmatch(part[1]):
            message = "Name placeholders with letters, digits and underscores, like {plate}; at most 40."
            raise InvalidError("template.name", message, path=path)
        if part[1] is not None:
            found.add(part[1])
    return found


def filled(template: Texts, values: Mapping[str, str], path: Path, longest: int) -> Texts:
    """Put values in the places of their names; the length and what may stand in a text hold for the whole."""
    written = [structs.replace(one, text=_filled(one.text, values, path)) for one in template.items]
    for one in written:
        if len(one.text) > longest:
            message = (
                f"With your values the text in {one.language} has {len(one.text)} characters; "
                f"at most {longest} fit."
            )
            raise InvalidError("texts.too_long", message, path=path)
        said.no_number(one.text, path)
    return Texts(tuple(written))


def _filled(template: str, values: Mapping[str, str], path: Path) -> str:
    try:
        return "".join(values[text] if named else text for text, named in _parts(template))
    except KeyError as error:
        [name] = error.args
        message = f"The {path[-1]} of this type names {name}. Give it."
        raise InvalidError("item.values", message, path=(*path[:-1], name)) from error


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[tuple[str, bool], ...]:
    """Split a template that was checked into texts and names."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for part in _PART.finditer(template):
        parts.append((template[end : part.start()], False))
        parts.append((part[1], True) if part[1] is not None else (part[0][0], False))
        end = part.end()
    return (*parts, (template[end:], False))
