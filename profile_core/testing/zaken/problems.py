"""How a case system refuses: ``Fout`` of the API, as ``application/problem+json``."""

from uuid import uuid4

from starlette.responses import JSONResponse


class RefusedError(Exception):
    """The call is refused."""

    def __init__(self, status: int, code: str, title: str) -> None:
        """Say why."""
        super().__init__(title)
        self.status = status
        self.code = code
        self.title = title

    def answer(self) -> JSONResponse:
        """Return it as the API says it."""
        said = {
            "type": f"https://example.com/ref/fouten/{self.code}/",
            "code": self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.title,
            "instance": f"urn:uuid:{uuid4()}",
        }
        return JSONResponse(said, self.status, media_type="application/problem+json")
