"""A real SMTP server (aiosmtpd) that keeps what it takes and answers as it is told, with or without TLS."""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from profile_core.kit import clock

STRICT = policy.SMTP.clone(raise_on_defect=True)
USER, PASSWORD = "profile", "correct horse"


@dataclass(frozen=True)
class Taken:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool

    @property
    def message(self) -> EmailMessage:
        """Read it strictly: a defect in any header or part is an error."""
        parsed = message_from_bytes(self.raw, policy=STRICT)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """Answers 250, or what ``answers`` says of a command (RCPT, DATA ...); ``resets`` after so many DATA."""

    tls: ssl.SSLContext | None = None
    implicit: bool = False
    wants_login: bool = False
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    resets: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _open: list[SMTP] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        context = self.tls if self.implicit else None
        self._server = await loop.create_server(self._speaking, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for one in self._open:
            if isinstance(one.transport, asyncio.WriteTransport) and not one.transport.is_closing():
                one.transport.abort()

    def _speaking(self) -> SMTP:
        more: dict[str, Any] = {}
        if self.tls and not self.implicit:
            more = {"tls_context": self.tls, "require_starttls": True}
        if self.wants_login:
            more |= {"authenticator": self._login, "auth_required": True}
        opened = SMTP(self, hostname="played", loop=asyncio.get_running_loop(), **more)
        self._open.append(opened)
        return opened

    def _login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any
    ) -> AuthResult:
        known = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=said == known, handled=False)

    def _said(self, command: str) -> str:
        return self.answers.get(command, []).pop(0) if self.answers.get(command) else ""

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self._said("MAIL"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if said := self._said("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        if (said := self._said("DATA")) and not said.startswith("slow"):
            return said
        assert isinstance(envelope.content, bytes)
        self.taken.append(
            Taken(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                raw=envelope.content,
                tls=session.ssl is not None or self.implicit,
            )
        )
        if said.startswith("slow"):
            await asyncio.sleep(float(said.removeprefix("slow ")))
        if self.resets:
            self.resets -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 taken"


@dataclass(frozen=True)
class Authority:
    """A throw-away authority, and how servers that it vouches for speak TLS."""

    file: Path

    def server(self, folder: Path, host: str = "localhost") -> ssl.SSLContext:
        """Return what a server of this name speaks TLS with."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer = serialization.load_pem_private_key((self.file.parent / "ca.key").read_bytes(), None)
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        issuer = x509.load_pem_x509_certificate(self.file.read_bytes()).subject
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = _certificate(host, issuer, key).add_extension(names, critical=False)
        chain = folder / f"{host}.pem"
        chain.write_bytes(_secret(key) + _pem(signed.sign(signer, hashes.SHA256())))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain)
        return context


def authority(folder: Path) -> Authority:
    """Make an authority in a folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Thrown away")])
    made = _certificate("Thrown away", name, key)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (folder / "ca.pem").write_bytes(_pem(made.sign(key, hashes.SHA256())))
    (folder / "ca.key").write_bytes(_secret(key))
    return Authority(file=folder / "ca.pem")


def _certificate(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
