"""What a test turns in the played region, and what it may look at afterwards."""

import base64
import secrets
from dataclasses import dataclass, field
from hashlib import sha384
from typing import Any


def integrity(module: bytes) -> str:
    """What a page pins a module by (Subresource Integrity section 3.1)."""
    return f"sha384-{base64.b64encode(sha384(module).digest()).decode()}"


def url_safe(pin: str) -> str:
    """The last part of a module's address."""
    return pin.partition("-")[2].replace("+", "-").replace("/", "_").replace("=", "")


@dataclass
class Seen:
    """One request as a server saw it."""

    path: str
    cookies: dict[str, str]
    origin: str | None
    query: str = ""


@dataclass
class Region:
    """A gateway and a site. ``answers`` is well, hang, garbage or a status; ``site_answers`` well or a status."""

    gateway: str = ""
    site: str = ""
    logged_in: bool = True
    ended: bool = False
    over: bool = False
    answers: str = "well"
    site_answers: str = "well"
    token_lives: int = 300
    refuse_once: bool = False
    summary: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    attributes: str = 'organisation="Stad Gent"'
    style: str = ""
    slots: str = ""
    policy: str = ""
    retry_after: str = ""
    fallback: str = '<a href="/">Stad Gent</a><a href="/login">Aanmelden</a>'
    widgets: dict[str, bytes] = field(default_factory=dict)
    pins: str | None = None
    answers_widget: bytes | None = None
    seen: list[Seen] = field(default_factory=list)
    proofs: list[dict[str, Any]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    streams: int = 0
    holds: bool = False
    held: int = 0
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def pinned(self) -> str:
        """What the page lets run in it: all widgets there are, or what the test says."""
        pins = (f"{block} {integrity(module)}" for block, module in self.widgets.items())
        return " ".join(pins) if self.pins is None else self.pins

    @property
    def well(self) -> bool:
        return self.answers == "well" and not self.over

    @property
    def asked(self) -> int:
        """How often the document was asked."""
        return len(self.languages)
