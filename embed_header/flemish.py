"""The configuration of a Flemish header, checked: what ``await globalHeaderClient.getConfig()`` gives there.

Its shape is ``Config`` of the public npm package ``@govflanders/vl-widget-global-header-types``. What we do not know
in it is kept; an address anywhere in it must be one that a citizen can safely follow.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import msgspec

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
_Color = Annotated[
    str, msgspec.Meta(pattern=r"^(#[0-9A-Fa-f]{3,8}|[A-Za-z]{1,30}|(rgb|hsl)a?\([0-9.,%/ ]{1,50}\))?$")
]
_Language = Literal["nl", "fr", "de", "en"]


class _Link(msgspec.Struct):
    label: str | None = None
    href: str | None = None
    target: str | None = None


class _Logo(msgspec.Struct):
    alt: str
    src: str | None = None
    srcSet: list[str] | None = None  # noqa: N815 (the name of the package)


class _Host(_Link):
    logo: _Logo | None = None


class _Colors(msgspec.Struct):
    primary: _Color | None = None
    functional: _Color | None = None


class _I18n(msgspec.Struct):
    default: _Language
    translations: dict[str, Any]


class _Branding(msgspec.Struct):
    level: Literal[1, 2, 3, 4] | None = None
    colors: _Colors | None = None
    umbrella: _Link | None = None
    host: _Host | None = None
    i18n: _I18n | None = None


class _Alert(msgspec.Struct):
    enabled: bool
    message: str
    modifier: Literal["success", "warning", "error"]


class _Extension(msgspec.Struct):
    pluginTypeId: str  # noqa: N815 (the name of the package)
    i18n: _I18n | None = None


class _Config(msgspec.Struct):
    branding: _Branding
    alert: _Alert
    extensions: list[_Extension]
    i18n: _I18n | None = None


def read(file: Path) -> Any:
    """Read what an operator has in a file, unchecked."""
    try:
        return msgspec.json.decode(file.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(f"{file} cannot be read as JSON ({error})") from error


def checked(config: Any) -> str:
    """Return a configuration as the JSON text that is kept, the same for the same; raises ``InvalidError``."""
    for path, text in _texts(config):
        _check_text(path, text)
    try:
        msgspec.convert(config, _Config)
        text = json.dumps(config, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (msgspec.ValidationError, ValueError) as error:
        raise _refused(str(error)) from error
    if len(text.encode()) > LARGEST:
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


def _refused(why: str, *path: str) -> InvalidError:
    message = (
        f"This is no configuration of a Flemish header: {why}. "
        "Send what `await globalHeaderClient.getConfig()` gives on the page that has it, as it is."
    )
    return InvalidError("header.flemish_config", message, path=("header", "flemishConfig", *path))
