"""The form that a client sends: every parameter once, an empty one is an absent one (RFC 6749 section 3.2)."""

from dataclasses import dataclass

from starlette.requests import Request

from sso.jose import LARGEST
from sso.token.refusal import RefusedError

_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of a token request."""

    fields: dict[str, str]

    def get(self, name: str) -> str:
        """Return a parameter, empty when it is absent."""
        return self.fields.get(name, "")

    def need(self, name: str) -> str:
        """Return a parameter that must be there."""
        if not self.get(name):
            raise RefusedError("invalid_request", f"The parameter {name} is missing.")
        return self.fields[name]

    def words(self, name: str) -> frozenset[str]:
        """Return a parameter that is a list of words."""
        return frozenset(self.get(name).split())


async def read(request: Request) -> Form:
    """Read the form of a token request."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise RefusedError("invalid_request", f"Send a form as {_TYPE}.")
    items = (await request.form(max_files=0, max_fields=50)).multi_items()
    fields = {name: str(value) for name, value in items}
    if len(fields) != len(items):
        raise RefusedError("invalid_request", "A parameter is given more than once.")
    if any(len(value) > LARGEST for value in fields.values()):
        raise RefusedError("invalid_request", "A parameter is longer than 16 KiB.")
    if any("\0" in value for value in fields.values()):
        raise RefusedError("invalid_request", "No parameter may hold the character U+0000.")
    return Form(fields)
