"""By which key we show an identity provider who we are: read and checked when a process starts."""

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from profile_core.contract import InvalidError
from sso.model import Upstream


def key_of(upstream: Upstream) -> ECKey | None:
    """Return the private key of ``key_file``; None for a public client. Raises ``InvalidError`` for one of no use."""
    if upstream.key_file is None:
        return None
    try:
        jwk = msgspec.json.decode(upstream.key_file.read_bytes(), type=dict[str, str | list[str]])
        key = ECKey.import_key(jwk)
    except (OSError, ValueError, KeyError, JoseError) as error:
        raise _invalid(upstream, str(error)) from error
    if key.curve_name != "P-256" or not key.is_private or not key.kid:
        raise _invalid(upstream, "it is no private key on P-256 with a kid")
    return key


def _invalid(upstream: Upstream, why: str) -> InvalidError:
    return InvalidError(
        "sso.key_file",
        f"The key_file of [[upstream]] {upstream.name} ({upstream.key_file}) cannot be used: {why}. "
        "It must hold one private JWK (ES256), readable by this process.",
    )
