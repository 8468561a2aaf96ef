"""An authorization request, checked (OpenID Connect Core section 3.1.2, RFC 7636, RFC 9700)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from profile_core.testing.identity_provider.provider import Provider

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PROMPTS = {"none", "login", "consent", "select_account"}


class RefusedError(Exception):
    """The request cannot be answered to its sender, for we do not know whether it is theirs."""


class RequestError(Exception):
    """The request is refused with an answer to the redirect URI; ``error`` is a code of RFC 6749."""

    def __init__(self, error: str, description: str, location: str) -> None:
        super().__init__(description)
        self.location = location
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a relying party asks; ``max_age`` below zero means that it did not say, ``acr_values`` are known ones."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    code_challenge: str
    prompts: frozenset[str]
    max_age: int
    acr_values: tuple[str, ...]
    issuer: str

    def answer(self, **fields: str) -> str:
        """Return where to send the browser with the answer; ``iss`` is in each (RFC 9207)."""
        answer = fields | {"iss": self.issuer} | ({"state": self.state} if self.state else {})
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(answer)}"

    def refuse(self, error: str, description: str) -> RequestError:
        """Return the refusal for the relying party."""
        return RequestError(error, description, self.answer(error=error, error_description=description))


def parse(provider: Provider, pairs: Sequence[tuple[str, str]]) -> AuthorizationRequest:
    """Read and check the parameters of an authorization request."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise RefusedError("A parameter is given twice.")
    client = provider.client(fields.get("client_id", ""))
    if client is None or fields.get("redirect_uri") not in client.redirect_uris:
        raise RefusedError("Unknown client_id, or a redirect_uri that is not registered for it.")
    request = _read(provider, fields)
    _check(request, fields)
    return request


def _read(provider: Provider, fields: dict[str, str]) -> AuthorizationRequest:
    max_age = fields.get("max_age", "")
    return AuthorizationRequest(
        client_id=fields["client_id"],
        redirect_uri=fields["redirect_uri"],
        state=fields.get("state", ""),
        nonce=fields.get("nonce", ""),
        code_challenge=fields.get("code_challenge", ""),
        prompts=frozenset(fields.get("prompt", "").split()),
        max_age=int(max_age) if max_age.isascii() and max_age.isdecimal() else -1,
        acr_values=tuple(
            acr for acr in fields.get("acr_values", "").split() if acr in provider.config.levels
        ),
        issuer=provider.issuer,
    )


def _check(request: AuthorizationRequest, fields: dict[str, str]) -> None:
    if "request" in fields:
        raise request.refuse("request_not_supported", "Send the parameters themselves.")
    if "request_uri" in fields:
        raise request.refuse("request_uri_not_supported", "Send the parameters themselves.")
    if fields.get("response_type") != "code":
        raise request.refuse("unsupported_response_type", "Only response_type=code is served.")
    if "openid" not in fields.get("scope", "").split():
        raise request.refuse("invalid_scope", "The scope must hold openid.")
    if fields.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(request.code_challenge):
        raise request.refuse("invalid_request", "PKCE with S256 is required.")
    if not request.prompts <= _PROMPTS or ("none" in request.prompts and len(request.prompts) > 1):
        raise request.refuse("invalid_request", "This prompt is not known, or none stands beside another.")
