"""The endpoint without a framework: who asks, the exchange (RFC 8693), and what the browser is told.

The citizen's id token stands for the session and stays on the server. The browser's proof (RFC 9449) goes on as it
came, so the token that comes back serves the browser's key alone.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx2

from citizen_profile_site.origin import is_same_origin
from citizen_profile_site.site import Site

WAIT = 5.0
"""Seconds to wait for the gateway; the header itself waits eight for us."""

_LONGEST_PROOF = 16 * 1024
"""Characters; the gateway reads no longer ones."""
_PROOF = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_OF_THE_PROOF = ("use_dpop_nonce", "invalid_dpop_proof")
_GIVEN = ("access_token", "token_type", "expires_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to answer the browser; where ``ended`` is true, end your own session first."""

    status: int
    body: bytes
    headers: dict[str, str]
    ended: bool = False


def answer(
    site: Site, client: httpx2.Client, *, method: str, headers: Mapping[str, str], id_token: str | None
) -> Answer:
    """Answer a request to the token endpoint; ``id_token`` is the session's, None where nobody is logged in."""
    asked = _refused(site, method, headers, id_token) or _exchange(site, client, headers, id_token)
    try:
        return asked if isinstance(asked, Answer) else _answered(client.send(asked))
    except httpx2.HTTPError:
        return _said(502, {"error": "issuer_unreachable"})


async def answer_async(
    site: Site, client: httpx2.AsyncClient, *, method: str, headers: Mapping[str, str], id_token: str | None
) -> Answer:
    """Answer as ``answer`` does, without blocking."""
    asked = _refused(site, method, headers, id_token) or _exchange(site, client, headers, id_token)
    try:
        return asked if isinstance(asked, Answer) else _answered(await client.send(asked))
    except httpx2.HTTPError:
        return _said(502, {"error": "issuer_unreachable"})


def _refused(site: Site, method: str, headers: Mapping[str, str], id_token: str | None) -> Answer | None:
    """Refuse what the gateway need not be asked about."""
    if method != "POST":
        return _said(405, {"error": "method_not_allowed"}, allow="POST")
    if not is_same_origin(_sent(headers, "origin"), site.origin):
        return _said(403, {"error": "foreign_origin"})
    if not id_token:
        return _said(401, {"error": "no_session"})
    proof = _sent(headers, "dpop")
    if len(proof) > _LONGEST_PROOF or not _PROOF.fullmatch(proof):
        return _said(400, {"error": "invalid_dpop_proof"})
    return None


def _exchange(
    site: Site, client: httpx2.Client | httpx2.AsyncClient, headers: Mapping[str, str], id_token: str | None
) -> httpx2.Request:
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": id_token,
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "audience": f"{site.issuer}/graphql",
        "scope": "header",
    }
    proof = {"DPoP": _sent(headers, "dpop")}
    return client.build_request("POST", site.token_endpoint, data=form | site.authentication(), headers=proof)


def _answered(given: httpx2.Response) -> Answer:
    """Tell the browser what is its own to mend (the proof); the rest is between the gateway and the site."""
    nonce, wait = (given.headers.get(name, "") for name in ("dpop-nonce", "retry-after"))
    try:
        said = given.json()
        if given.status_code == 200:
            return _said(200, {name: said[name] for name in _GIVEN}, dpop_nonce=nonce)
        error = str(said["error"])
    except (ValueError, KeyError, TypeError, RecursionError):
        error = f"http_{given.status_code}"
    if error == "invalid_grant":
        return replace(_said(401, {"error": error}), ended=True)
    if error in _OF_THE_PROOF:
        return _said(400, {"error": error}, dpop_nonce=nonce)
    return _said(503 if wait else 502, {"error": error}, retry_after=wait)


def _said(status: int, body: dict[str, str], **headers: str) -> Answer:
    told = {name.replace("_", "-"): value for name, value in headers.items() if value}
    told |= {"content-type": "application/json", "cache-control": "no-store"}
    return Answer(status=status, body=json.dumps(body).encode(), headers=told)


def _sent(headers: Mapping[str, str], name: str) -> str:
    """Join what came more than once, where the mapping has it so: as one line it is no origin and no proof."""
    return ", ".join(value for sent, value in headers.items() if sent.lower() == name)
