"""The configuration of a Flemish header, checked: what ``await globalHeaderClient.getConfig()`` gives there.

Its shape is ``Config`` of the public npm package ``@govflanders/vl-widget-global-header-types``. What we do not know
in it is kept; an address anywhere in it must be one that a citizen can safely follow.
"""

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast, get_args

import msgspec

from embed_header.flemish_shape import EXTENSIONS, Config, Extension, Language
from profile_core.contract import InvalidError

LARGEST = 64 * 1024
"""Bytes of a configuration, written as tightly as JSON can be."""
_DEEPEST = 20
_SCHEMES = ("http", "https", "mailto", "sms", "tel", "wss")
_RUNS = ("javascript", "vbscript")
_ADDRESS = ("href", "src", "srcset", "uri", "url")
"""How the names of fields end that hold addresses."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"\A[\x00-\x20]+|[\t\n\r]")
"""What browsers leave out before they read an address (url.spec.whatwg.org section 4.4)."""


def read(file: Path) -> Any:
    """Read what an operator has in a file, unchecked."""
    try:
        return msgspec.json.decode(file.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(f"{file} cannot be read as JSON ({error})") from error


def checked(config: Any) -> str:
    """Return a configuration as the JSON text that is kept, the same for the same; raises ``InvalidError``."""
    text = _written(config)
    for path, part in _texts(config):
        _check_text(path, part)
    _check_shape(config)
    return text


def _written(config: Any) -> str:
    try:
        text = json.dumps(config, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise _refused("a text in it has half a character (a surrogate without its other half)") from error
    except (ValueError, RecursionError) as error:
        raise _refused(str(error)) from error
    if size > LARGEST:
        raise _refused(f"it is larger than {LARGEST // 1024} KB; leave out what is not shown")
    return text


def _texts(config: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text with the names that lead to it."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), config)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > _DEEPEST:
            raise _refused(f"it is nested deeper than {_DEEPEST} levels", *path)
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            waiting += [((*path, name), part) for name, part in cast("dict[str, Any]", value).items()]
        elif isinstance(value, list):
            parts = enumerate(cast("list[Any]", value))
            waiting += [((*path, str(at)), part) for at, part in parts]


def _check_text(path: tuple[str, ...], text: str) -> None:
    """Refuse what runs when a citizen follows it, and in a field for addresses all that is none."""
    scheme = _SCHEME.match(_IGNORED.sub("", text))
    if scheme is None:
        return
    name = next((name for name in reversed(path) if not name.isdecimal()), "").lower()
    if scheme[1].lower() in _RUNS or (name.endswith(_ADDRESS) and scheme[1].lower() not in _SCHEMES):
        allowed = ", ".join(f"{scheme}:" for scheme in _SCHEMES)
        why = f"{'.'.join(path)} is an address with {scheme[1]!r}; use one with {allowed} or a path of your site"
        raise _refused(why, *path)


def _check_shape(config: Any) -> None:
    """Refuse a field that is of another type, also where only a translation makes it so."""
    _check_whole(config, "")
    for where, translation in _translations(config, ""):
        _check_whole(_laid(config, translation), where)
    for where, translation in _translations(config["branding"], "branding."):
        _check_whole(_laid(config, {"branding": translation}), where)
    for at, extension in enumerate(config["extensions"]):
        for where, translation in _translations(extension, f"extensions[{at}]."):
            _check_extension(at, _laid(extension, translation), where)


def _check_whole(config: Any, where: str) -> None:
    _check_fields(config, Config, "$", where)
    for at, extension in enumerate(config["extensions"]):
        _check_extension(at, extension, where)


def _check_extension(at: int, extension: Any, where: str) -> None:
    path = f"$.extensions[{at}]"
    _check_fields(extension, Extension, path, where)
    _check_fields(extension, EXTENSIONS.get(extension["pluginTypeId"], Extension), path, where)


def _check_fields(part: Any, shape: Any, path: str, where: str) -> None:
    try:
        msgspec.convert(part, shape)
    except msgspec.ValidationError as error:
        why, _, place = str(error).rpartition(" - at `$")
        said = f"{why} - at `{path}{place}" if why else f"{place} - at `{path}`"
        raise _refused(said + (f", as {where} has it" if where else "")) from error


def _translations(part: Any, place: str) -> Iterator[tuple[str, Any]]:
    translations: dict[str, Any] = part["i18n"]["translations"] if "i18n" in part else {}
    for language in get_args(Language):
        if language in translations:
            yield f"{place}i18n.translations.{language}", translations[language]


def _laid(below: Any, above: Any) -> Any:
    """Lay a translation over what it translates, as the header does: by name, and lists by place."""
    if above is None:
        return below
    if isinstance(below, list):
        return _laid_by_place(cast("list[Any]", below), above)
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    known, fresh = cast("dict[str, Any]", below), cast("dict[str, Any]", above)
    return known | {name: _laid(known.get(name), part) for name, part in fresh.items()}


def _laid_by_place(below: list[Any], above: Any) -> Any:
    """Lay a list over a list, or an object whose names are places: the package's translations have no lists."""
    if isinstance(above, dict):
        named = cast("dict[str, Any]", above)
        return [_laid(part, named.get(str(at))) for at, part in enumerate(below)]
    if not isinstance(above, list):
        return above
    return [_laid(*pair) for pair in zip_longest(below, cast("list[Any]", above))]


def _refused(why: str, *path: str) -> InvalidError:
    message = (
        f"This is no configuration of a Flemish header: {why}. "
        "Send what `await globalHeaderClient.getConfig()` gives on the page that has it, as it is."
    )
    return InvalidError("header.flemish_config", message, path=("header", "flemishConfig", *path))
