"""Letters as deployments write them, in every kind, for tests and to look at."""

from datetime import timedelta
from email import message_from_bytes
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from uuid import UUID

from blocks.notifications.block import block
from blocks.notifications.channels.email.letters import Letters
from blocks.notifications.channels.email.message import Envelope, Letter, written
from profile_core.contract import ParcelItem, Texts, clock, texts
from profile_core.pages.render import Pages
from tests.notifications.mail.mail_server import STRICT

ORIGIN = "https://profile.example.org"
UNSUBSCRIBE = f"/notifications/unsubscribe/{'Ab-_' * 26}"
GENT = texts(nl="Stad Gent", fr="Ville de Gand", de="Stadt Gent", en="City of Ghent")
FEES = texts(
    nl="Retributie voor het gebruik van de openbare weg",
    fr="Redevance pour l’occupation de la voie publique",
    de="Gebühr für die Straßenbenutzung: Überprüfung der Straßenreinigung für Gewerbebetriebe",
    en="Fee for the use of the public road",
)
SENDER = Mailbox("Mijn Profiel – Région", addr_spec="no-reply@profile.example.org")
TO = "an.peeters+profiel@example.org"


def letters() -> Letters:
    assert block.pages
    return Letters(pages=Pages(public_url=ORIGIN, folders={block.name: block.pages}), origin=ORIGIN)


def item(
    *, kind: str = "MESSAGE", occasion: str = "FIRST", name: Texts = FEES, sender: Texts = GENT
) -> ParcelItem:
    one = UUID(int=0x019B2C0000007000800000000000002A)
    return ParcelItem(
        notification=one,
        external_id="1",
        type_code="fees",
        type_name=name,
        sender=sender,
        sender_code="gent",
        kind=kind,
        occasion=occasion,
        path=f"/me/item/{one}",
        created_at=clock.now() - timedelta(minutes=3),
        deadline=None,
    )


def every_letter(language: str) -> dict[str, Letter]:
    """Return one of each, by name."""
    made = letters()
    free = {"unsubscribe": UNSUBSCRIBE, "legal_basis": None}
    return {
        "message": made.news([item()], language, **free),
        "task": made.news([item(kind="TASK")], language, **free),
        "appointment": made.news([item(kind="APPOINTMENT")], language, **free),
        "reminder": made.news([item(occasion="REMINDER_DEADLINE_24")], language, **free),
        "unread": made.news([item(occasion="UNREAD")], language, **free),
        "mandatory": made.news(
            [item()], language, unsubscribe="", legal_basis="decreet van 4 mei 2018, artikel 12"
        ),
        "digest": made.news(
            [item(), item(kind="TASK"), item(sender=texts(nl="Stad Aalst"))], language, **free
        ),
        "code": made.code("048213", language),
        "replaced": made.replaced(language),
        "removed": made.removed(language),
    }


def on_paper(letter: Letter, id: str = "019b2c00-0000-7000-8000-00000000002a") -> bytes:  # noqa: A002 (the envelope's)
    return written(letter, Envelope(id=id, sender=SENDER, recipient=TO))


def read(raw: bytes) -> EmailMessage:
    """Read strictly: a defect in any header or part is an error."""
    parsed = message_from_bytes(raw, policy=STRICT)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(message: EmailMessage, kind: str) -> str:
    """Return the words of the plain or the html part."""
    found = message.get_body((kind,))
    assert found is not None
    return found.get_content()
