"""What a register answers: the roles of one person, to our sign-on alone."""

import httpx2
import msgspec
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from profile_core.testing.registers import faults
from profile_core.testing.registers.caller import StrangerError, verify
from profile_core.testing.registers.register import Register

_NO_STORE = {"cache-control": "no-store"}


class _Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    national_number: str


async def roles(register: Register, request: Request) -> Response:
    """Say for whom a person may act; whom the register does not know has no roles."""
    if register.fault != "none":
        return await faults.answer(register.fault)
    body = await request.body()
    try:
        await verify(register, request.headers.get("authorization", ""), body)
        asked = msgspec.json.decode(body, type=_Question)
    except msgspec.DecodeError:
        return _refused(400, "invalid_request", 'Send {"nationalNumber": "..."}.')
    except (JoseError, StrangerError, ValueError) as error:
        return _refused(401, "invalid_token", str(error))
    except httpx2.HTTPError:
        return _refused(503, "temporarily_unavailable", "The keys of the issuer cannot be read.")
    return JSONResponse({"roles": register.roles_of(asked.national_number)}, headers=_NO_STORE)


async def about(register: Register, _: Request) -> Response:
    """Say which register this is."""
    return PlainTextResponse(f"A synthetic register of {register.config.data}. Ask it by POST /roles.\n")


def _refused(status: int, error: str, description: str) -> Response:
    waiting = {"www-authenticate": "Bearer"} if status == 401 else {}
    body = {"error": error, "error_description": description}
    return JSONResponse(body, status, headers=_NO_STORE | waiting)
