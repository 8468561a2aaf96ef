"""One turn of a request on its way to a code: who asks for what, who is logged in, what was chosen."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import LANGUAGES, Environment, Texts
from profile_core.directory import rows as directory
from sso import waiting as waitings
from sso.authorize.answers import redirect
from sso.authorize.asked import RefusedError, Request as Wanted
from sso.issuer import Issuer
from sso.model import OWN_CLIENT, ActiveRole, Session, Waiting

_FORM = "sso form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """``kept`` is where the request waits, once it does; ``wanted`` is None for our own pages."""

    issuer: Issuer
    request: Request
    waiting: Waiting
    kept: UUID | None
    wanted: Wanted | None
    session: Session | None
    role: ActiveRole | None = None

    @property
    def prompts(self) -> frozenset[str]:
        """Return how much the citizen is asked."""
        return self.waiting.prompts | self.wanted.prompts if self.wanted else self.waiting.prompts

    @property
    def sector(self) -> str:
        """Return to whom people are named (OpenID Connect Core section 8.1)."""
        return str(self.wanted.client.provider) if self.wanted else OWN_CLIENT

    @property
    def environment(self) -> Environment:
        """Return whom the client may reach; our own pages reach everybody."""
        return self.wanted.client.environment if self.wanted else Environment.LIVE

    def in_role(self, role: ActiveRole) -> Self:
        """Return the turn with its role settled."""
        return replace(self, role=role)

    def must_not_ask(self, error: str, description: str) -> None:
        """Refuse where the citizen would have to be asked and the site said ``prompt=none``."""
        if "none" in self.prompts:
            raise RefusedError(error, description)

    async def ask(self, template: str, **values: Any) -> Response:
        """Show a page that asks one thing; a request that does not wait yet begins to, at its own address."""
        if self.kept is None:
            return await self._begin_to_wait()
        values |= {"action": urlsplit(self.issuer.at.waiting(self.kept)).path, "site": await self._site()}
        values |= {"shown_to": mark_of(self.issuer, self.kept, self.session) if self.session else ""}
        return self.issuer.platform.pages.page(self.request, template, **values)

    async def _site(self) -> Texts | None:
        """Return the name of the site that asks, as its citizens know it."""
        if self.wanted is None:
            return None
        async with self.issuer.platform.store.read() as tx:
            sites = await directory.sites_of(tx, self.wanted.client.client_id)
        return sites[0].name if sites else None

    async def _begin_to_wait(self) -> Response:
        secret = waitings.secret_of(self.request)
        async with self.issuer.platform.store.begin() as tx:
            kept = await waitings.keep(self.issuer, tx, secret, self.waiting)
        said = f"?{urlencode({'lang': self.language})}" if self.language else ""
        return waitings.remember(redirect(f"{self.issuer.at.waiting(kept)}{said}"), secret)

    @property
    def language(self) -> str:
        """Return the language of ours that the site asks for, empty where it asks for none."""
        said = dict(self.waiting.request).get("ui_locales", "").split()
        ours = (tag.partition("-")[0].lower() for tag in said)
        return next((code for code in ours if code in LANGUAGES), self.request.query_params.get("lang", ""))


def mark_of(issuer: Issuer, kept: UUID, session: Session) -> str:
    """Return by what a form of ours says in which session it was shown; it does not give the session away."""
    return issuer.platform.keyring.mac(_FORM, kept.bytes + session.id.bytes).hex()
