"""Which addresses we take to call later."""

from urllib.parse import urlsplit

from profile_core.directory import addresses
from profile_core.kit.errors import InvalidError
from profile_core.sources import is_public_host


def check_address(url: str, *, production: bool, path: tuple[str, ...]) -> None:
    """Refuse an address that we would not call: in production anything but https to the public internet.

    Where its name leads is checked again by every call.
    """
    if not addresses.is_exact(url):
        message = (
            "Give an https address without user, fragment or blanks; plain http is for this machine only."
        )
        raise InvalidError("webhooks.address", message, path=path)
    parts = urlsplit(url)
    if production and (parts.scheme != "https" or not is_public_host(parts.hostname or "")):
        message = "Give an https address on the public internet: we call no private address."
        raise InvalidError("webhooks.address_private", message, path=path)
