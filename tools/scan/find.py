"""What is looked for in one line, in whatever dress: national numbers, names of citizens, tokens."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from unicodedata import combining, normalize
from urllib.parse import unquote

from profile_core.kit.numbers import national_number

NUMBER, LIKELY, NAME, TOKEN = (
    "a citizen's national number",
    "what reads as a national number",
    "a citizen's name",
    "a token",
)
_SHAPED = re.compile(r"(?<![\w.+-])(\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ ./-]?\d{3}[ ./-]?\d{2})(?![\w-]|\.\d)")
_LONG = re.compile(r"[0-9]{9,}")
_JSON_ESCAPE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9_-]{15,}")
_BASE64_WITH_SLASHES = re.compile(r"[A-Za-z0-9+/]*[+/][A-Za-z0-9+/]*")
_RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}")
"""Keys, hashes and handles: in enough of them stands somebody's name. What base64 wraps is looked at unwrapped."""
_HEX = re.compile(r"(?:3[0-9]){11,}")
_HELD = "code|client_assertion|refresh_token|access_token|id_token|id_token_hint|logout_token|subject_token"
_IN_LOGS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}"  # JWTs: tokens, assertions, DPoP proofs
    r"|\b[0-9a-f]{32}\.[\w-]{43}(?![\w-])"  # codes, cookies, refresh tokens of ours
    rf"|\b(?:{_HELD})=[\w.~%-]{{16,}}"
)
_IN_ADDRESSES = re.compile(r"[?&#](?:client_assertion|refresh_token|access_token)=")
_DEEP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The synthetic citizens of a run: all their numbers, and their names as single words."""

    numbers: frozenset[str]
    names: frozenset[str]

    def short(self) -> frozenset[str]:
        """Return the numbers as programs write them that take them for one: without zeros in front."""
        return frozenset(number.lstrip("0") for number in self.numbers)


def in_log(line: str, known: Known) -> set[str]:
    """Say what a line of a log must not hold."""
    return {*numbers(line, known), *([TOKEN] if _IN_LOGS.search(line) else [])}


def in_address(address: str, known: Known) -> set[str]:
    """Say what an address must not hold. A code and a hint travel in it, as the protocol has it."""
    texts = (_bare(_RANDOM.sub(" ", text)) for text in unfolded(address))
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    tokens = [TOKEN] if _IN_ADDRESSES.search(address) else []
    return {*numbers(address, known), *tokens, *([NAME] if words & known.names else [])}


def numbers(line: str, known: Known) -> set[str]:
    """Look for national numbers in any formatting; unknown ones only where nothing else is written that way."""
    found: set[str] = set()
    for text in unfolded(line):
        runs = _LONG.findall(re.sub(r"[\W_]+", "", text))
        if any(_holds(run, known) for run in runs):
            found.add(NUMBER)
        if any(national_number(match[1]) for match in _SHAPED.finditer(text)):
            found.add(LIKELY)
    return found - ({LIKELY} if NUMBER in found else set())


def unfolded(line: str, deep: int = _DEEP) -> Iterator[str]:
    """Give a text as people read it, then what is wrapped in it: percent, HTML, JSON, base64 and hex."""
    text = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), unescape(unquote(unquote(line))))
    text = normalize("NFKC", text)
    yield text
    if not deep:
        return
    for wrapped in {*_BASE64.findall(text), *_BASE64_WITH_SLASHES.findall(text)}:
        if inner := _decoded(wrapped):
            yield from unfolded(inner, deep - 1)
    for wrapped in _HEX.findall(text):
        yield bytes.fromhex(wrapped).decode()


def name_words(names: Collection[str]) -> frozenset[str]:
    """Return the words by which names are found; the shortest are words of other things too."""
    return frozenset(
        word for name in names for word in re.findall(r"[^\W\d_]+", _bare(name)) if len(word) > 3
    )


@lru_cache(maxsize=100_000)
def _decoded(text: str) -> str:
    """Read base64; what is no text inside is none of it."""
    if len(text) < 15 or len(text) % 4 == 1:
        return ""
    plain = text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4)
    inner = urlsafe_b64decode(plain)
    return inner.decode(errors="ignore") if sum(32 <= byte < 127 for byte in inner) > 0.9 * len(inner) else ""


def _holds(run: str, known: Known) -> bool:
    windows = (run[start : start + 11] for start in range(len(run) - 10))
    return run in known.short() or any(window in known.numbers for window in windows)


def _bare(text: str) -> str:
    """Write without capitals and accents."""
    return "".join(one for one in normalize("NFKD", text.casefold()) if not combining(one))
