"""Asking the case system: signed, page after page, and nowhere outside of what was configured."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.jwk import OctKey

from blocks.file_status.zgw.plan import Plan
from blocks.file_status.zgw.shapes import Page
from profile_core.contract import Answer, GuardedClient, NoAnswerError, UnavailableError, clock

_CRS = {"accept-crs": "EPSG:4326", "content-crs": "EPSG:4326"}
_OK = 200
_GONE = (403, 404, 410)
"""Of one resource these three mean the same to a citizen: it is not there for us."""
_MOST_PAGES = 50
Shape = TypeVar("Shape")


class Register:
    """A case system that we may ask.

    What fails raises ``UnavailableError``, which repeats nothing that was answered: a number may stand in it.
    """

    def __init__(self, http: GuardedClient, plan: Plan, secret: bytes) -> None:
        self._http = http
        self._plan = plan
        self._key = OctKey.import_key(secret)
        self._at_once = asyncio.Semaphore(plan.at_once)

    async def cases(self, filters: Mapping[str, Any], shape: type[Shape]) -> list[Shape]:
        """Search cases; what is searched for stands in the body, never in an address."""
        return await self._all(f"{self._plan.zaken}/zaken/_zoek", shape, msgspec.json.encode(filters))

    async def listed(self, what: str, shape: type[Shape], **filters: str) -> list[Shape]:
        """Read a whole list of the Zaken API."""
        return await self._all(f"{self._plan.zaken}/{what}?{urlencode(filters)}", shape)

    async def typed(self, what: str, shape: type[Shape], **filters: str) -> list[Shape]:
        """Read a whole list of the Catalogi API."""
        return await self._all(f"{self._plan.catalogi}/{what}?{urlencode(filters)}", shape)

    async def one(self, address: str, shape: type[Shape]) -> Shape | None:
        """Read one resource; None when it is not there for us."""
        answer = await self._asked(address, None)
        return None if answer.status in _GONE else _read(answer, shape)

    async def _all(self, address: str, shape: type[Shape], body: bytes | None = None) -> list[Shape]:
        """Read page after page. A page after the first of a search is asked for with the same body."""
        found: list[Shape] = []
        for _ in range(_MOST_PAGES):
            page = _read(await self._asked(address, body), Page)
            found += [_decoded(one, shape) for one in page.results]
            if page.next is None:
                return found
            address = page.next
        raise UnavailableError("zgw.endless", f"The list goes on after {_MOST_PAGES} pages.")

    async def _asked(self, address: str, body: bytes | None) -> Answer:
        self._check(address)
        headers = {**_CRS, "accept": "application/json", "authorization": f"Bearer {self._token()}"}
        try:
            async with self._at_once:
                if body is None:
                    return await self._http.get(address, headers=headers)
                return await self._http.post_json(address, body, headers=headers)
        except NoAnswerError as error:
            raise UnavailableError("zgw.away", f"The case system does not answer: {error}") from error

    def _check(self, address: str) -> None:
        """Refuse an address that a page names and that is not the case system's: our token goes with the call."""
        if not address.startswith((f"{self._plan.zaken}/", f"{self._plan.catalogi}/")):
            message = (
                "The case system names an address outside of what the plan says. Write zaken and catalogi as it "
                "names itself in its answers."
            )
            raise UnavailableError("zgw.elsewhere", message)

    def _token(self) -> str:
        """Sign who asks; of the citizen nothing stands in it, for the case system keeps it."""
        name = self._plan.client_id
        claims = {
            "iss": name,
            "iat": int(clock.now().timestamp()),
            "client_id": name,
            "user_id": "citizen-profile",
            "user_representation": "Citizen Profile",
        }
        return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, self._key)


def _read(answer: Answer, shape: type[Shape]) -> Shape:
    if answer.status != _OK:
        raise UnavailableError("zgw.refused", f"The case system answers {answer.status}.")
    return _decoded(answer.body, shape)


def _decoded(body: bytes | msgspec.Raw, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"The case system answers no {shape.__name__} as the Zaken API describes it."
        raise UnavailableError("zgw.shape", message) from error
