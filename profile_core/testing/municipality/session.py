"""What the site's own server remembers of a citizen who logged in."""

from typing import Any, Self

import msgspec

SELF = "BUR"


class _OnBehalfOf(msgspec.Struct, frozen=True):
    code: str
    name: str
    identifier: str = ""


class Identity(msgspec.Struct, frozen=True, rename="camel"):
    """A role of the citizen, as the issuer tells it; ``login_hint`` is how it is asked for."""

    login_hint: str
    on_behalf_of: _OnBehalfOf

    @property
    def is_self(self) -> bool:
        """Tell whether the citizen acts for nobody else."""
        return self.on_behalf_of.code == SELF


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen in one browser. ``sid`` names the issuer's session, ``acting`` is in whose name the citizen acts.

    ``acting`` is None where the issuer did not tell.
    """

    id_token: str
    sub: str
    sid: str
    acting: Identity | None = None
    identities: tuple[Identity, ...] = ()

    @property
    def others(self) -> tuple[Identity, ...]:
        """Return the roles that the citizen can change to."""
        return tuple(one for one in self.identities if one != self.acting)

    def told(self, userinfo: dict[str, Any]) -> Self:
        """Return the session with what userinfo says of the same citizen (OpenID Connect Core section 5.3.2)."""
        if userinfo.get("sub") != self.sub or "activeIdentity" not in userinfo:
            return self
        acting = msgspec.convert(userinfo["activeIdentity"], Identity)
        identities = msgspec.convert(userinfo.get("identities", ()), tuple[Identity, ...])
        return msgspec.structs.replace(self, acting=acting, identities=identities)
