"""Our signing keys: in the database, sealed by the keyring, published as a JWK set (RFC 7517).

A new key is published before it signs, for longer than anybody may remember the set without it; an old one stays
published for as long as something that it signed may come back.
"""

from sso.keys.ring import KeyRing, SigningKeys

__all__ = ["KeyRing", "SigningKeys"]
