"""What the token endpoint gives (RFC 6749 section 5.1)."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from sso.token.access_token import LIFETIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Tokens; ``bound`` ones need a proof at every use (RFC 9449 section 5)."""

    access_token: str = field(repr=False)
    bound: bool
    scopes: frozenset[str]
    id_token: str = field(default="", repr=False)
    issued_type: str = ""
    refresh_token: str = field(default="", repr=False)

    def with_refresh_token(self, token: str) -> Self:
        """Return the same with a refresh token, where there is one."""
        return replace(self, refresh_token=token)

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {
            "access_token": self.access_token,
            "token_type": "DPoP" if self.bound else "Bearer",
            "expires_in": LIFETIME,
            "scope": " ".join(sorted(self.scopes)),
        }
        body |= {"id_token": self.id_token} if self.id_token else {}
        body |= {"issued_token_type": self.issued_type} if self.issued_type else {}
        body |= {"refresh_token": self.refresh_token} if self.refresh_token else {}
        return body
