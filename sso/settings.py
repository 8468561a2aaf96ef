"""Settings of sign-on, prefix ``CITIZEN_PROFILE_SSO_``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.contract import BlockSettings

_YEAR = 31_536_000
"""What lasts, lasts no longer: a moment that no calendar has could not be written."""


class SsoSettings(BlockSettings):
    """How long things last; who vouches for citizens stands in ``file``."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_SSO_", frozen=True, extra="ignore")

    file: Path | None = None
    """A TOML file: the identity providers and the registers of roles."""
    idle: float = Field(default=1800, gt=0, le=_YEAR)
    """Seconds without use after which a session ends; traffic of the header is no use."""
    absolute: float = Field(default=43200, gt=0, le=_YEAR)
    """Seconds after the login when a session ends whatever happens."""
    jwks_max_age: int = Field(default=300, ge=1, le=_YEAR)
    """Seconds for which others may keep our JWK set; a new key is published twice as long before it signs."""
    address_limit: int = Field(default=600, ge=1)
    """Visits of one address (IPv6: one /64) a minute to each page of sign-on."""
    client_limit: int = Field(default=6000, ge=1)
    """Requests of one client a minute, counted once it has shown its key."""
    failure_limit: int = Field(default=30, ge=1)
    """Failures a minute of one address to be one client, or to show an access token."""
    key_lifetime: float = Field(default=7_776_000, ge=0, le=10 * _YEAR)
    """Seconds after which another key signs (90 days); with 0 keys are rotated by hand only."""
