"""The gateway's own settings, prefix ``CITIZEN_PROFILE_GATEWAY_``. Every limit is one."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.kit.settings import BlockSettings

KIB = 1024
MIB = 1024 * KIB


class GatewaySettings(BlockSettings):
    """Where the gateway listens and how much it takes."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_GATEWAY_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    """Address to listen on; a reverse proxy with TLS stands in front in production."""
    port: int = Field(default=8400, ge=1, le=65535)
    certificate_file: Path | None = None
    """PEM file with a private key and its chain of certificates: the gateway speaks TLS itself."""
    provider_requests: int = Field(default=12_000, gt=0)
    """Requests of one application at ``/provider/graphql`` in a minute."""
    citizen_body: int = Field(default=256 * KIB, gt=0)
    """Bytes of a question at ``/graphql``."""
    provider_body: int = Field(default=4 * MIB, gt=0)
    """Bytes of a question at ``/provider/graphql``; bulk comes in variables."""
    other_body: int = Field(default=1 * MIB, gt=0)
    """Bytes of any other body."""
    body_timeout: float = Field(default=10.0, gt=0)
    """Seconds within which a body must have arrived."""
    head_size: int = Field(default=32 * KIB, gt=0)
    """Bytes of a request's line and headers together."""
    keep_alive: int = Field(default=15, ge=0)
    """Seconds that a connection may rest between two requests."""
    stop_timeout: int = Field(default=20, gt=0)
    """Seconds that requests under way get when the process is asked to stop."""
    tokens: int = Field(default=1000, gt=0)
    """Lexical tokens of a GraphQL document."""
    depth: int = Field(default=10, gt=0)
    """Fields inside fields."""
    aliases: int = Field(default=15, ge=0)
    """Fields with another name than their own, in a whole document."""
    repeats: int = Field(default=15, ge=0)
    """Fields that are asked for more than once in the same place, in a whole document."""
    directives: int = Field(default=30, ge=0)
    """Directives in a whole document."""
    cost: int = Field(default=1000, gt=0)
    """Objects that an answer may hold: ``first`` multiplies what lies below it."""
