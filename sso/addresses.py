"""Where everything of our OpenID provider is served, below the issuer."""

from dataclasses import dataclass
from uuid import UUID

CONTINUE = "/sso/continue"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses; ``issuer`` is the one origin of gateway and pages."""

    issuer: str

    @property
    def authorize(self) -> str:
        return f"{self.issuer}/sso/authorize"

    @property
    def token(self) -> str:
        return f"{self.issuer}/sso/token"

    @property
    def par(self) -> str:
        return f"{self.issuer}/sso/par"

    @property
    def introspect(self) -> str:
        return f"{self.issuer}/sso/introspect"

    @property
    def revoke(self) -> str:
        return f"{self.issuer}/sso/revoke"

    @property
    def jwks(self) -> str:
        return f"{self.issuer}/sso/jwks"

    @property
    def userinfo(self) -> str:
        return f"{self.issuer}/sso/userinfo"

    @property
    def end_session(self) -> str:
        return f"{self.issuer}/sso/end-session"

    def waiting(self, waiting: UUID) -> str:
        """Return where the browser goes on with a request that waits."""
        return f"{self.issuer}{CONTINUE}/{waiting.hex}"

    @property
    def citizen_api(self) -> str:
        return f"{self.issuer}/graphql"

    @property
    def provider_api(self) -> str:
        return f"{self.issuer}/provider/graphql"

    def callback(self, upstream: str) -> str:
        """Return the redirect URI of one identity provider: each has its own (RFC 9700 section 4.4)."""
        return f"{self.issuer}/sso/callback/{upstream}"
