"""What a site asks, before and after it is believed."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from profile_core.directory.model import Application

Pairs = tuple[tuple[str, str], ...]


class UntrustedError(Exception):
    """Nobody may be redirected: we do not know who asks. ``problem`` is a word of the page ``sso/error.html``."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class RefusedError(Exception):
    """The site is told, at its redirect URI; ``error`` is a code of RFC 6749 section 4.1.2.1 or its kin."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The parameters as they came, and the client that they name, if there is one.

    ``agreed`` are the scopes that it may have by agreement today.
    """

    pairs: Pairs
    client: Application | None
    agreed: frozenset[str]
    issuer: str
    citizen_api: str
    is_pushed: bool = False

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Return the names that stand there more than once."""
        return frozenset(name for name, count in Counter(name for name, _ in self.pairs).items() if count > 1)

    def get(self, name: str) -> str:
        """Return a parameter; an empty one is an absent one, a repeated one is none (RFC 6749 section 3.1)."""
        return "" if name in self.repeated else dict(self.pairs).get(name, "")

    def words(self, name: str) -> frozenset[str]:
        """Return a parameter that is a list of words."""
        return frozenset(self.get(name).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An authorization request that passed every check."""

    client: Application
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scopes: frozenset[str]
    prompts: frozenset[str]
    max_age: int | None
    level: str
    login_hint: str
    id_token_hint: str
    jkt: str
    audience: str
    pairs: Pairs


def answer_address(redirect_uri: str, issuer: str, state: str, **fields: str) -> str:
    """Return where the browser goes with an answer; each names its issuer (RFC 9207 section 2)."""
    said = {**fields, "iss": issuer, **({"state": state} if state else {})}
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(said)}"
