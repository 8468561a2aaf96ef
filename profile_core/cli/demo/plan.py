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


class DemoSettings(BaseSettings):
    """What moves a demo."""

    model_config = SettingsConfigDict(env_prefix="DEMO_", frozen=True)

    port: int = Field(default=8400, ge=1024, le=65531)
    """Port of the gateway; sites and identity provider have those after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipal site of the demo; ``code`` is its provider's."""

    code: str
    name: str
    port: int

    @property
    def url(self) -> str:
        """Return the origin of the site: a host name of its own, for cookies are shared by ports."""
        return f"http://{self.code}.localhost:{self.port}"

    @property
    def client_id(self) -> str:
        """Return the application that signs on for the site."""
        return f"{self.code}-website"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A demo before it runs."""

    var: Path
    port: int
    settings: Settings

    @property
    def gateway(self) -> str:
        """Return the origin of gateway, issuer and profile pages."""
        return f"http://localhost:{self.port}"

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """Return the sites."""
        return (
            Municipality(code="gent", name="Stad Gent", port=self.port + 1),
            Municipality(code="aalst", name="Stad Aalst", port=self.port + 2),
        )

    @property
    def identity_provider(self) -> str:
        """Return the issuer of the test identity provider, on a host name of its own."""
        return f"http://{LOOPBACK}:{self.port + 3}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of gateway and worker."""
        return {
            "CITIZEN_PROFILE_DATABASE_URL": self.settings.database_url,
            "CITIZEN_PROFILE_PUBLIC_URL": self.gateway,
            "CITIZEN_PROFILE_KEYRING_FILE": str(self.settings.keyring_file),
            "CITIZEN_PROFILE_GATEWAY_PORT": str(self.port),
            "CITIZEN_PROFILE_SSO_UPSTREAM_ISSUER": self.identity_provider,
            "CITIZEN_PROFILE_SSO_UPSTREAM_CLIENT_ID": IDP_CLIENT,
            "CITIZEN_PROFILE_SSO_UPSTREAM_KEY_FILE": str(self.key_file("identity-provider")),
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
        for port in range(self.port, self.port + 4):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    raise CommandError(
                        f"Port {port} is in use, maybe by another demo. Stop what uses it, or take other ports: "
                        f"DEMO_PORT={self.port + 100} make demo"
                    ) from error


def plan_of(var: Path) -> Plan:
    """Read the settings of a demo; it never runs where real citizens are served."""
    settings = Settings()
    if settings.production:
        raise CommandError("The demo never runs in production: unset CITIZEN_PROFILE_ENVIRONMENT.")
    return Plan(var=var.absolute(), port=DemoSettings().port, settings=settings)
