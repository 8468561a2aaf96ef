"""Settings of notifications, prefix ``CITIZEN_PROFILE_NOTIFICATIONS_``."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.contract import BlockSettings


class NotificationsSettings(BlockSettings):
    """By what server e-mail leaves, and when digests do; without ``smtp_host`` there is no channel ``email``."""

    model_config = SettingsConfigDict(
        env_prefix="CITIZEN_PROFILE_NOTIFICATIONS_", frozen=True, extra="ignore"
    )

    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """``tls`` from the first byte (RFC 8314), or after STARTTLS (RFC 3207); ``none`` is refused in production."""
    smtp_ca_file: Path | None = None
    """A PEM file with the authority of the server's certificate, where it is not one that the system knows."""
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    """A file with the password of ``smtp_user``; it is read at every login, so it may be replaced."""
    smtp_helo: str = ""
    """The name by which we greet the server; that of the public address when not given."""
    smtp_timeout: float = Field(default=20.0, gt=0, le=120)
    """Seconds to wait for each answer of the server."""
    mail_sender: str = ""
    """From whom mail comes: ``My Profile <no-reply@profile.example.org>``. Must be given with ``smtp_host``."""
    digest_hour: int = Field(default=17, ge=0, le=23)
    """At what hour of the deployment's own time digests leave."""
