"""Links that know in which role they were shown: whoever opens one in another role is asked, never switched.

A site and our pages may each be in a role of their own. The mark is two bytes of a keyed hash: enough to notice
that the role is another one, too little to tell anybody who it was.
"""

import hmac
from urllib.parse import urlencode

from starlette.requests import Request

from profile_core.kit.acting import Acting
from profile_core.kit.errors import ConflictError
from profile_core.kit.keyring import Keyring

FIELD = "in_role"
OTHER_ROLE = "role.other"
"""The code of an error by which a page is shown in another role than its link was."""
_PURPOSE = "role of a link"
_BYTES = 2


def marked(keyring: Keyring, acting: Acting, path: str) -> str:
    """Return a path of ours with the mark of the role in which it is shown."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({FIELD: _mark(keyring.mac(*_named(acting)))})}"


def check(keyring: Keyring, acting: Acting, request: Request) -> None:
    """Raise ``ConflictError`` where a link was shown in another role than the page would be."""
    mark = request.query_params.get(FIELD)
    if mark is None:
        return
    known = [_mark(one) for one in keyring.macs(*_named(acting))]
    if not any(hmac.compare_digest(one.encode(), mark.encode()) for one in known):
        raise ConflictError(OTHER_ROLE, "Choose in which role to go on: the link was shown in another one.")


def _named(acting: Acting) -> tuple[str, bytes]:
    return _PURPOSE, acting.citizen.id.bytes + acting.subject.id.bytes


def _mark(mac: bytes) -> str:
    return mac[-_BYTES:].hex()
