"""Public keys of applications (JWK, RFC 7517): the kinds that sign with ES256, PS256 or EdDSA."""

from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_PUBLIC = ("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use")
_ALGORITHMS = {"EC": ("ES256",), "RSA": ("PS256",), "OKP": ("EdDSA",)}
_BITS = (2048, 8192)
_LONGEST = 2000


def problem_of(key: Mapping[str, Any]) -> str:
    """Return what is wrong with a key and what to do, or nothing."""
    if _SECRET & key.keys():
        return "this is a private key: keep it at the client and give the public part here."
    if not _is_usable(key):
        return (
            "give each key as a public JWK on P-256, on Ed25519, or RSA of 2048 bits or more (ES256, EdDSA, "
            "PS256), with a kid of its own."
        )
    return ""


def public(key: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a key what verifies, and nothing else that stood beside it."""
    return {name: key[name] for name in _PUBLIC if name in key}


def is_strong(key: Key) -> bool:
    """Tell whether a key is of a kind and a length that we accept (FAPI 2.0 Security Profile section 5.4.1)."""
    if isinstance(key, RSAKey):
        return _BITS[0] <= key.raw_value.key_size <= _BITS[1]
    return isinstance(key, ECKey | OKPKey) and key.curve_name in ("P-256", "Ed25519")


def _is_usable(key: Mapping[str, Any]) -> bool:
    if any(not isinstance(value, str) or len(value) > _LONGEST for value in public(key).values()):
        return False
    kind = key.get("kty", "")
    fits = key.get("use", "sig") == "sig" and key.get("alg", "") in ("", *_ALGORITHMS.get(kind, ()))
    return fits and bool(key.get("kid")) and _has_strength(key)


def _has_strength(key: Mapping[str, Any]) -> bool:
    try:
        return is_strong(import_key(public(key)))
    except (JoseError, ValueError, KeyError, TypeError):
        return False
