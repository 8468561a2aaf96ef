"""Refusals, as problem documents (RFC 9457) that say no more than they must."""

from starlette.responses import JSONResponse, Response


class RefusedError(Exception):
    """A question is not answered."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title


def refused(status: int, code: str, title: str) -> Response:
    """Return a refusal."""
    headers = {"retry-after": "1"} if status in (429, 503) else {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    document = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JSONResponse(document, status, headers=headers, media_type="application/problem+json")
