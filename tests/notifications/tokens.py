"""Tokens that say themselves whom they stand for, so that tests of this block need no sign-on."""

from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from profile_core.contract import (
    Acting,
    Authenticator,
    Block,
    Caller,
    Environment,
    Platform,
    SubjectRef,
    clock,
    texts,
)


def bearer(who: Acting | Caller) -> dict[str, str]:
    """Return the header by which somebody asks."""
    if isinstance(who, Caller):
        scopes = " ".join(sorted(who.scopes))
        return {"Authorization": f"Bearer program {who.client_id} {who.provider} {who.environment} {scopes}"}
    return {"Authorization": f"Bearer citizen {who.citizen.id} {who.subject.id}"}


def _login_at(request: Request) -> datetime:
    """Return when a citizen logged in: just now, unless the request says so."""
    said = request.headers.get("x-played-login")
    return datetime.fromisoformat(said) if said else clock.now()


def _authenticate(_: Platform) -> Authenticator:
    async def known(request: Request) -> Acting | Caller | None:
        match request.headers.get("authorization", "").split():
            case [_, "program", client_id, provider, environment, *scopes]:
                return Caller(
                    client_id=client_id,
                    provider=UUID(provider),
                    environment=Environment(environment),
                    scopes=frozenset(scopes),
                )
            case [_, "citizen", citizen, subject]:
                return Acting(
                    citizen=SubjectRef(UUID(citizen)),
                    subject=SubjectRef(UUID(subject)),
                    name="A citizen",
                    at_pages=True,
                    login_at=_login_at(request),
                )
            case _:
                return None

    return known


block = Block(name="tokens", title=texts(nl="Tokens"), authenticate=_authenticate)
