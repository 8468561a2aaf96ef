"""A letter as a message of RFC 5322: plain text and HTML of the same words, in headers that nobody can break into.

Nothing in it is loaded from elsewhere, and no link tells who opened it.
"""

from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from profile_core.contract import clock

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a letter tells of, with the words of its link and where that leads."""

    heading: str
    line: str
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letter:
    """What a letter says, in one language. ``code`` is shown large; ``foot`` says why it came.

    ``links`` are (label, address) pairs below that. ``unsubscribe`` is the address for one click, where there is
    something to switch off.
    """

    language: str
    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    code: str = ""
    foot: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    unsubscribe: str = ""


_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=76)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Envelope:
    """From whom a letter comes and to whom it goes; ``id`` makes a repetition known as one."""

    id: str
    sender: Mailbox
    recipient: str = field(repr=False)


def written(letter: Letter, envelope: Envelope) -> bytes:
    """Write a letter as it goes over the wire: ASCII, lines end in CRLF."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = envelope.sender
    message["To"] = Mailbox(addr_spec=envelope.recipient)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = clock.now()
    message["Message-ID"] = f"<{envelope.id}@{envelope.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_rendered("letter.txt", letter))
    message.add_alternative(_rendered("letter.html", letter), subtype="html")
    message["Content-Language"] = letter.language
    return _one_click(letter) + message.as_bytes()


def one_line(text: str) -> str:
    """Return a text without line breaks and without characters that no one sees."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _one_click(letter: Letter) -> bytes:
    """Write the headers of RFC 8058. The library would fold inside the address, which would be none any more."""
    if not letter.unsubscribe:
        return b""
    post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    return f"List-Unsubscribe: <{letter.unsubscribe}>\r\n{post}\r\n".encode("ascii")


def _rendered(template: str, letter: Letter) -> str:
    return _TEMPLATES.get_template(template).render(letter=letter)
