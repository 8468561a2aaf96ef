"""Our cookies: host-only, for https and scripts never (RFC 6265bis section 4.1.3.2), same site unless navigated to."""

from starlette.responses import Response

SESSION = "__Host-cp-sso"
"""The citizen's one session with us."""
PROFILE = "__Host-cp-me"
"""The profile pages' own client session."""
BROWSER = "__Host-cp-login"
"""Which browser began a login; every login that is under way in it is bound to this one secret."""

LEFT = "__Host-cp-left"
"""That somebody logged out in this browser: whoever logs in next must show anew who they are."""


def put(answer: Response, name: str, value: str) -> None:
    """Give a cookie that ends with the browser."""
    answer.set_cookie(name, value, secure=True, httponly=True, samesite="lax", path="/")


def drop(answer: Response, *names: str) -> None:
    """Take cookies away."""
    for name in names:
        answer.delete_cookie(name, secure=True, httponly=True, samesite="lax", path="/")
