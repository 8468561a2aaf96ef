"""Which phases and codes hold: those that an operator loaded, else those that come with the block (``phases.yaml``)."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from blocks.file_status.model import Code, Matrix, Phase
from blocks.file_status.rows import phases as rows
from profile_core.contract import InvalidError, Texts, Tx, texts

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN = Path(__file__).with_name("phases.yaml")


class _Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: dict[str, str]
    sentence: dict[str, str]


class _Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: dict[str, str]
    codes: list[_Code]
    expected: bool = False
    over: bool = False


async def known(tx: Tx) -> Matrix:
    """Return the matrix that holds now."""
    loaded = await rows.loaded(tx)
    return Matrix(phases=loaded) if loaded else own()


@cache
def own() -> Matrix:
    """Return the matrix that comes with the block."""
    return Matrix(phases=tuple(read(_OWN.read_bytes())))


def read(sheet: bytes) -> Sequence[Phase]:
    """Read phases out of a YAML sheet; what is wrong with it raises ``InvalidError``, which says where."""
    try:
        found = msgspec.yaml.decode(sheet, type=list[_Phase])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"This is no sheet of phases: {error}. Take blocks/file_status/phases.yaml as an example."
        raise InvalidError("phases.sheet", message) from error
    _check(found)
    return [
        Phase(
            code=one.code,
            name=_texts(one.name),
            expected=one.expected,
            over=one.over,
            codes=tuple(
                Code(code=two.code, name=_texts(two.name), sentence=_texts(two.sentence)) for two in one.codes
            ),
        )
        for one in found
    ]


def _check(found: Sequence[_Phase]) -> None:
    names = [one.code for one in found]
    for some, what in [(names, "phase"), *(([two.code for two in one.codes], one.code) for one in found)]:
        wrong = [one for one in some if not _CODE.fullmatch(one)]
        if wrong:
            message = f"Write the code {wrong[0]!r} with at most 40 small letters, digits and _."
            raise InvalidError("phases.code", message)
        if not some or len(set(some)) != len(some):
            raise InvalidError("phases.codes", f"Give each {what} at least one code, and each code once.")
    if not any(one.over for one in found):
        raise InvalidError("phases.over", "Mark with `over: true` the phase in which a file has ended.")


def _texts(by_language: dict[str, str]) -> Texts:
    default = "nl" if "nl" in by_language else min(by_language, default="nl")
    return texts(default, **by_language)
