"""The keys by which clients authenticate: those on record, or those that a client publishes (RFC 7591 section 2)."""

from collections import OrderedDict
from functools import lru_cache, partial
from typing import Any

import msgspec
from joserfc.jwk import KeySet

from profile_core.directory import jwk
from profile_core.directory.model import Application
from profile_core.sources import GuardedClient, NoAnswerError
from sso.remembered import Remembered, has_kid, key_set

LARGEST = 64 * 1024
EACH_HOST = 4
"""Readings of one host at a time: a client is read once at a time, and who has many clients has few places."""
_CLIENTS = 1000
"""Of so many clients the published keys are remembered; whoever was not seen for longest is read again."""
_KEYS = 20
_KEPT = 600.0
"""Seconds until published keys are read again: so long a key that a client withdrew is good."""


class KeysError(Exception):
    """A client has no keys that could be used."""


class ClientKeys:
    """Reads what clients publish, every ten minutes, and once a minute where a key is unknown."""

    def __init__(self, http: GuardedClient) -> None:
        self._http = http
        self._published: OrderedDict[tuple[str, str], Remembered[KeySet]] = OrderedDict()

    async def of(self, application: Application, kid: str | None) -> KeySet:
        """Return a client's keys, else raise ``KeysError``; call it outside of transactions."""
        if not application.jwks_uri:
            return _on_record(application)
        which = (application.client_id, application.jwks_uri)
        published = self._published.get(which)
        if published is None:
            published = Remembered(partial(self._read, application.jwks_uri), KeysError, kept=_KEPT)
            self._published[which] = published
        self._published.move_to_end(which)
        if len(self._published) > _CLIENTS:
            self._published.popitem(last=False)
        return await published.get(has_kid(kid))

    async def _read(self, address: str) -> KeySet:
        """Read the keys at an address; those that we do not use are left out (RFC 7517 section 5)."""
        try:
            answer = await self._http.get(address)
            if answer.status != 200:
                raise KeysError(f"{address} answered {answer.status}")
            keys = msgspec.convert(answer.json(), _Published).keys[:_KEYS]
            return key_set({"keys": [jwk.public(one) for one in keys if not jwk.problem_of(one)]})
        except (NoAnswerError, ValueError) as error:
            raise KeysError(f"{address}: {error}") from error


class _Published(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


def _on_record(application: Application) -> KeySet:
    try:
        return _read_once(msgspec.json.encode(application.keys))
    except ValueError as error:
        raise KeysError("no usable key is on record") from error


@lru_cache(maxsize=_CLIENTS)
def _read_once(keys: bytes) -> KeySet:
    """Read keys as they stand in the directory; other keys there are another text here."""
    return key_set({"keys": msgspec.json.decode(keys)})
