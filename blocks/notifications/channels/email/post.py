"""Handing one message to a server by SMTP (RFC 5321), and what its answers mean.

An address that the server does not know is refused for good; a message that it does not want is refused too. All
else comes again: what is wrong between us and our own server (login, certificate, sender) is the operator's to mend
and no fault of a message, and an answer that was lost after DATA leaves it unknown whether the message went. It is
then sent again under the same Message-ID.
"""

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address as Mailbox
from email.utils import parseaddr
from urllib.parse import urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from blocks.notifications.channels.email.message import Envelope, Letter, written
from blocks.notifications.model import Reason
from blocks.notifications.settings import NotificationsSettings
from profile_core.contract import InvalidError, Platform, outbound

_ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b")
_NO_MAILBOX = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
"""Bad mailbox, system or syntax, moved, no mail at that domain, disabled (RFC 3463 sections 3.2, 3.3; RFC 7505)."""
_GOODBYE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The server by which mail leaves, and from whom it comes."""

    settings: NotificationsSettings
    sender: Mailbox
    helo: str
    tls: ssl.SSLContext | None = field(repr=False)

    async def send(self, letter: Letter, *, to: str, id: str) -> outbound.Outcome:  # noqa: A002 (the message's)
        """Make one attempt; ``id`` is the same at every attempt, and the left half of the Message-ID."""
        message = written(letter, Envelope(id=id, sender=self.sender, recipient=to))
        client = self._client()
        try:
            await client.connect()
            return await self._hand_over(client, to, message)
        except SMTPResponseException as error:
            return outbound.Outcome(kind="later", status=error.code, error=f"smtp.{_kind(error)}")
        except (SMTPException, OSError) as error:
            return outbound.Outcome(kind="later", error=f"smtp.{_kind(error)}", away=True)
        finally:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=_GOODBYE)
            client.close()

    async def _hand_over(self, client: SMTP, to: str, message: bytes) -> outbound.Outcome:
        await client.mail(self.sender.addr_spec)
        try:
            await client.rcpt(to)
            answer = await client.data(message)
        except SMTPRecipientRefused as error:
            return _refused(error, to_address=True)
        except SMTPDataError as error:
            return _refused(error, to_address=False)
        return outbound.Outcome(kind="done", status=answer.code)

    def _client(self) -> SMTP:
        said = self.settings
        password = said.smtp_password_file.read_text().strip() if said.smtp_password_file else None
        return SMTP(
            hostname=said.smtp_host,
            port=said.smtp_port,
            username=said.smtp_user or None,
            password=password,
            local_hostname=self.helo,
            timeout=said.smtp_timeout,
            use_tls=said.smtp_security == "tls",
            start_tls=said.smtp_security == "starttls",
            tls_context=self.tls,
        )


def open_post(platform: Platform) -> Post | None:
    """Return the post of a deployment, or None where no server was named; what cannot work is ``InvalidError``."""
    settings = NotificationsSettings()
    if not settings.smtp_host:
        return None
    if platform.settings.production and settings.smtp_security == "none":
        message = "In production mail leaves encrypted: set CITIZEN_PROFILE_NOTIFICATIONS_SMTP_SECURITY to starttls or tls."
        raise InvalidError("email.security", message)
    return Post(
        settings=settings,
        sender=_sender(settings.mail_sender),
        helo=settings.smtp_helo or urlsplit(platform.settings.public_url).hostname or "localhost",
        tls=_tls(settings),
    )


def _sender(said: str) -> Mailbox:
    name, address = parseaddr(said)
    try:
        return Mailbox(name, addr_spec=address)
    except (ValueError, IndexError) as error:
        message = "Set CITIZEN_PROFILE_NOTIFICATIONS_MAIL_SENDER to a name and address: My Profile <no-reply@example.org>"
        raise InvalidError("email.sender", message) from error


def _tls(settings: NotificationsSettings) -> ssl.SSLContext | None:
    """Return how the server's certificate and name are checked: always, whoever signed it."""
    if settings.smtp_security == "none":
        return None
    context = ssl.create_default_context(cafile=settings.smtp_ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _refused(error: SMTPResponseException, *, to_address: bool) -> outbound.Outcome:
    """Say what a refusal means; 4xx asks to come again (RFC 5321 section 4.2.1)."""
    if error.code < 500:
        return outbound.Outcome(kind="later", status=error.code, error="smtp.later")
    unknown = to_address and _is_no_mailbox(error)
    reason = Reason.INVALID_ADDRESS if unknown else Reason.BOUNCED
    return outbound.Outcome(kind="refused", status=error.code, error="smtp.refused", reason=reason)


def _is_no_mailbox(error: SMTPResponseException) -> bool:
    """Tell whether the address is at fault, and not a rule, a full mailbox or our own standing with the server.

    Only an enhanced code says so: a bare 550 is also what a relay answers that does not want us.
    """
    enhanced = _ENHANCED.match(error.message)
    return enhanced is not None and enhanced.groups() in _NO_MAILBOX


def _kind(error: Exception) -> str:
    """Return what is stored of an error; never its text, in which an address may stand."""
    return "unknown" if isinstance(error, SMTPServerDisconnected) else type(error).__name__
