"""Where everything of a demo is: ports, addresses, files, and the settings of its processes."""

import socket
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from profile_core.cli.failures import CommandError
from profile_core.kit.settings import Settings

LOOPBACK = "127.0.0.1"
IDP_CLIENT = "citizen-profile"
PORTS = 10
_DUTIES_FILE = Path(__file__).with_name("duties.yaml")
_LEVELS = ("low", "substantial", "high")
_FIRST_LABEL = {
    "nl": "Testaanmelding",
    "fr": "Connexion de test",
    "de": "Testanmeldung",
    "en": "Test log-in",
}
_SECOND_LABEL = {
    "nl": "Digitale testsleutel",
    "fr": "Clé numérique de test",
    "de": "Digitaler Testschlüssel",
    "en": "Digital test key",
}
_ENTERPRISES_LABEL = {
    "nl": "Ondernemingsregister",
    "fr": "Registre des entreprises",
    "de": "Unternehmensregister",
    "en": "Enterprise register",
}
_MANDATES_LABEL = {
    "nl": "Register van ouders en volmachten",
    "fr": "Registre des parents et des procurations",
    "de": "Register der Eltern und Vollmachten",
    "en": "Register of parents and mandates",
}


class DemoSettings(BaseSettings):
    """What moves a demo."""

    model_config = SettingsConfigDict(env_prefix="DEMO_", frozen=True)

    port: int = Field(default=8400, ge=1024, le=65_536 - PORTS)
    """Port of the gateway; sites, identity providers, registers, mailbox and sources have those after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipal site of the demo; ``code`` is its provider's, ``profile`` how its website signs on.

    Its keys are in the directory, or, where ``publishes_keys``, at an address of its own.
    """

    code: str
    name: str
    scheme: str
    port: int
    profile: str
    publishes_keys: bool

    @property
    def host(self) -> str:
        """Return a host name of its own: cookies are shared by all ports of one."""
        return f"{self.code}.localhost"

    @property
    def url(self) -> str:
        """Return the origin of the site."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def client_id(self) -> str:
        """Return the application that signs on for the site."""
        return f"{self.code}-website"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """An identity provider of the demo. ``claims`` and ``levels`` are its own words for what ours are the keys of."""

    code: str
    process: str
    key: str
    scheme: str
    port: int
    label: dict[str, str]
    claims: dict[str, str]
    levels: dict[str, str]

    @property
    def issuer(self) -> str:
        """Return the issuer identifier, on a host name of its own."""
        return f"{self.scheme}://{LOOPBACK}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register of the demo; ``data`` is which of them, and the name of its process."""

    data: str
    scheme: str
    port: int
    label: dict[str, str]

    @property
    def address(self) -> str:
        """Return where it is asked."""
        return f"{self.scheme}://{LOOPBACK}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A demo before it runs. ``tls`` has everything on https, by certificates of its own."""

    var: Path
    port: int
    tls: bool
    settings: Settings

    @property
    def scheme(self) -> str:
        """Return how all of it is reached."""
        return "https" if self.tls else "http"

    @property
    def gateway(self) -> str:
        """Return the origin of gateway, issuer and profile pages."""
        return f"{self.scheme}://localhost:{self.port}"

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """Return the sites."""
        return (
            Municipality(
                code="gent",
                name="Stad Gent",
                scheme=self.scheme,
                port=self.port + 1,
                profile="standard",
                publishes_keys=True,
            ),
            Municipality(
                code="aalst",
                name="Stad Aalst",
                scheme=self.scheme,
                port=self.port + 2,
                profile="fapi2",
                publishes_keys=False,
            ),
        )

    @property
    def identity_providers(self) -> tuple[IdentityProvider, ...]:
        """Return the test identity providers; what the second one says has other names."""
        return (
            IdentityProvider(
                code="idp",
                process="identity_provider",
                key="identity-provider",
                scheme=self.scheme,
                port=self.port + 3,
                label=_FIRST_LABEL,
                claims={
                    "national_number": "rrn",
                    "given_name": "given_name",
                    "family_name": "family_name",
                },
                levels={f"http://eidas.europa.eu/LoA/{level}": level for level in _LEVELS},
            ),
            IdentityProvider(
                code="key",
                process="second_identity_provider",
                key="second-identity-provider",
                scheme=self.scheme,
                port=self.port + 4,
                label=_SECOND_LABEL,
                claims={"national_number": "egovNRN", "given_name": "firstName", "family_name": "lastName"},
                levels={f"urn:example:digital-key:{at * 100}": level for at, level in enumerate(_LEVELS, 1)},
            ),
        )

    @property
    def registers(self) -> tuple[Register, ...]:
        """Return the registers of who may act for whom."""
        return (
            Register(data="enterprises", scheme=self.scheme, port=self.port + 5, label=_ENTERPRISES_LABEL),
            Register(data="mandates", scheme=self.scheme, port=self.port + 6, label=_MANDATES_LABEL),
        )

    @property
    def mailbox(self) -> str:
        """Return where all mail of the demo can be read."""
        return f"{self.scheme}://{LOOPBACK}:{self.mailbox_port}"

    @property
    def mailbox_port(self) -> int:
        """Return the port of the mailbox's page; its SMTP server has the next."""
        return self.port + 7

    @property
    def smtp_port(self) -> int:
        """Return the port to which the demo sends its mail."""
        return self.port + 8

    @property
    def sources_port(self) -> int:
        """Return the port at which the sources of all providers answer that keep their notifications."""
        return self.port + 9

    @property
    def sign_on_file(self) -> Path:
        """Return the file that tells sign-on which identity providers and registers there are."""
        return self.var / "sso.toml"

    @property
    def authority_file(self) -> Path:
        """Return the certificate authority that its processes trust, with ``tls``."""
        return self.var / "tls/authority.pem"

    @property
    def certificate_file(self) -> Path:
        """Return the private key and certificate of all its processes, with ``tls``."""
        return self.var / "tls/certificate.pem"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of its processes; OpenSSL reads ``SSL_CERT_FILE`` in place of the system's authorities."""
        secured = {
            "CITIZEN_PROFILE_GATEWAY_CERTIFICATE_FILE": str(self.certificate_file),
            "SSL_CERT_FILE": str(self.authority_file),
        }
        return {
            "CITIZEN_PROFILE_DATABASE_URL": self.settings.database_url,
            "CITIZEN_PROFILE_PUBLIC_URL": self.gateway,
            "CITIZEN_PROFILE_KEYRING_FILE": str(self.settings.keyring_file),
            "CITIZEN_PROFILE_GATEWAY_PORT": str(self.port),
            "CITIZEN_PROFILE_SSO_FILE": str(self.sign_on_file),
            "CITIZEN_PROFILE_HEADER_DUTIES_FILE": str(_DUTIES_FILE),
            "CITIZEN_PROFILE_NOTIFICATIONS_SMTP_HOST": LOOPBACK,
            "CITIZEN_PROFILE_NOTIFICATIONS_SMTP_PORT": str(self.smtp_port),
            "CITIZEN_PROFILE_NOTIFICATIONS_SMTP_SECURITY": "none",
            "CITIZEN_PROFILE_NOTIFICATIONS_MAIL_SENDER": "Mijn Profiel <no-reply@profile.example.org>",
            **(secured if self.tls else {}),
        }

    def key_file(self, name: str) -> Path:
        """Return the file of a private key."""
        return self.var / "keys" / f"{name}.json"

    def config_file(self, name: str) -> Path:
        """Return the configuration file of a simulator."""
        return self.var / "config" / f"{name}.json"

    def log_file(self, name: str) -> Path:
        """Return where a process writes what it has to say."""
        return self.var / "log" / f"{name}.log"

    def check_ports(self) -> None:
        """Refuse to begin where a port is taken."""
        for port in range(self.port, self.port + PORTS):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    raise CommandError(
                        f"Port {port} is in use, maybe by another demo. Stop what uses it, or take other ports: "
                        f"DEMO_PORT={self.port + 100} make demo"
                    ) from error


def plan_of(var: Path, *, tls: bool) -> Plan:
    """Read the settings of a demo; it never runs where real citizens are served."""
    settings = Settings()
    if settings.production:
        raise CommandError("The demo never runs in production: unset CITIZEN_PROFILE_ENVIRONMENT.")
    return Plan(var=var.absolute(), port=DemoSettings().port, tls=tls, settings=settings)
