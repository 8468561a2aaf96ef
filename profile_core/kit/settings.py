"""Settings from the environment, prefix ``CITIZEN_PROFILE_``. A block's own add its name to the prefix."""

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SHARE = 0.6
"""Of the time of a request, what sources may take of it at most: the rest is for all that is done besides."""


class Deployment(StrEnum):
    """What a deployment is for; ``production`` switches synthetic things and looseness off."""

    DEVELOPMENT = "development"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What every process of a deployment must know."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_", frozen=True, extra="ignore")

    database_url: str = "sqlite+aiosqlite:///var/citizen-profile.sqlite"
    """SQLAlchemy address: ``postgresql+asyncpg://...`` or ``sqlite+aiosqlite:///...``."""
    public_url: str = "http://localhost:8400"
    """The one origin of gateway, issuer and profile pages, without a trailing slash."""
    blocks: str = "sso,notifications,file_status,header"
    """Comma-separated entry-point names of the blocks that run."""
    environment: Deployment = Deployment.DEVELOPMENT
    keyring_file: Path = Path("var/keyring.json")
    database_pool: int = Field(default=10, ge=1, le=200)
    """Connections per process."""
    layout: Literal["plain", "partitioned"] = "plain"
    """How ``migrate`` lays new subject tables: as they are, or hash-partitioned by bucket (PostgreSQL)."""
    request_timeout: float = Field(default=5.0, gt=0)
    """Seconds a request may take."""
    header_timeout: float = Field(default=10.0, gt=0)
    """Seconds within which a request's head must have arrived."""
    sources_budget: float = Field(default=2.0, gt=0)
    """Seconds within which providers' sources must have answered to be in the list."""
    sources_late: float = Field(default=10.0, gt=0, le=60)
    """Seconds after which a source is waited for no longer; what comes in between helps the next question."""
    feeds_every: float = Field(default=5.0, ge=0.05, le=3600)
    """Seconds between two questions to a source what changed, while nothing did."""
    trusted_proxies: str = ""
    """Comma-separated addresses or networks whose X-Forwarded-* headers are believed."""
    timezone: str = "Europe/Brussels"
    log_format: str = Field(default="json", pattern="^(json|console)$")

    @property
    def block_names(self) -> tuple[str, ...]:
        """Return the names of the blocks that run, in order."""
        return tuple(name.strip() for name in self.blocks.split(",") if name.strip())

    @property
    def production(self) -> bool:
        """Tell whether this deployment serves real citizens."""
        return self.environment is Deployment.PRODUCTION

    @property
    def sources_within(self) -> float:
        """Return the budget of sources; a request time-out that is set short makes it shorter too."""
        return min(self.sources_budget, _SHARE * self.request_timeout)

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest.rstrip("/"):
            raise ValueError("give an origin such as https://profile.example.org, without a path")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _secure_in_production(self) -> Self:
        if self.production and not self.public_url.startswith("https://"):
            raise ValueError("in production CITIZEN_PROFILE_PUBLIC_URL must be an https address")
        return self

    @model_validator(mode="after")
    def _budget_within_request(self) -> Self:
        if "sources_budget" in self.model_fields_set and self.sources_budget >= self.request_timeout:
            raise ValueError(
                "CITIZEN_PROFILE_SOURCES_BUDGET must be smaller than CITIZEN_PROFILE_REQUEST_TIMEOUT"
            )
        return self


class BlockSettings(BaseSettings):
    """Base of a block's own settings; give ``env_prefix="CITIZEN_PROFILE_<BLOCK>_"``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")
