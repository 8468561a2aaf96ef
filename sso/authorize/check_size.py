"""No parameter is longer than anybody needs; what waits for a login is stored."""

from sso.authorize.asked import Asked, RefusedError

LONGEST = 2048
LONGEST_TOGETHER = 8192


def check_size(asked: Asked) -> None:
    """Refuse requests that are larger than an address in a browser would be."""
    if len(asked.pairs) > 30 or any(len(value) > LONGEST for _, value in asked.pairs):
        raise RefusedError("invalid_request", "A parameter is longer than 2048 characters.")
    if sum(len(name) + len(value) for name, value in asked.pairs) > LONGEST_TOGETHER:
        raise RefusedError("invalid_request", "The parameters are together longer than 8192 characters.")
