"""Settings of sign-on, prefix ``CITIZEN_PROFILE_SSO_``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.contract import BlockSettings
from sso.model import ClaimNames, Upstream


class SsoSettings(BlockSettings):
    """One identity provider for now; what is known of it is one value (``upstream``), ready for several."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_SSO_", frozen=True, extra="ignore")

    upstream_name: str = Field(default="idp", pattern=r"^[a-z0-9-]{1,30}$")
    """Ours; it stands in the redirect URI: ``{issuer}/sso/callback/{upstream_name}``."""
    upstream_issuer: str = ""
    """The issuer identifier; its metadata are read from ``/.well-known/openid-configuration`` below it."""
    upstream_client_id: str = "citizen-profile"
    upstream_key_file: Path | None = None
    """Our private JWK (ES256) for ``private_key_jwt``; without one we are a public client, with PKCE only."""
    upstream_scope: str = "openid profile"
    upstream_claim_national_number: str = "rrn"
    upstream_claim_given_name: str = "given_name"
    upstream_claim_family_name: str = "family_name"
    idle: float = Field(default=1800, gt=0)
    """Seconds without use after which a session ends; traffic of the header is no use."""
    absolute: float = Field(default=43200, gt=0)
    """Seconds after the login when a session ends whatever happens."""
    jwks_max_age: int = Field(default=300, ge=1)
    """Seconds for which others may keep our JWK set; a new key is published twice as long before it signs."""
    key_lifetime: float = Field(default=7_776_000, ge=0)
    """Seconds after which another key signs (90 days); with 0 keys are rotated by hand only."""

    @property
    def upstream(self) -> Upstream:
        """Return the identity provider that the settings describe."""
        return Upstream(
            name=self.upstream_name,
            issuer=self.upstream_issuer,
            client_id=self.upstream_client_id,
            key_file=self.upstream_key_file,
            scope=self.upstream_scope,
            claims=ClaimNames(
                national_number=self.upstream_claim_national_number,
                given_name=self.upstream_claim_given_name,
                family_name=self.upstream_claim_family_name,
            ),
        )
