"""What the pages of mandates share: who may come, how a mandate is shown, and where one goes next."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.contract import Acting, page_citizen, texts, visitor
from profile_core.pages import language
from sso.issuer import Issuer
from sso.mandates.mandate import Mandate

LIST = "/me/mandates"
LABEL = texts(nl="Volmachten", fr="Procurations", de="Vollmachten", en="Mandates")
SWITCH = f"/sso/login?{urlencode({'return_to': '/me', 'prompt': 'select_account'})}"
_BACK_TO_ONESELF = f"/sso/login?{urlencode({'return_to': LIST, 'prompt': 'select_account'})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mandate as one of the two sees it: ``name`` is the other's."""

    path: str
    name: str = field(repr=False)
    valid_until: date
    state: str
    closed_as: str
    is_giver: bool


def shown(acting: Acting, mandate: Mandate) -> Shown:
    """Return how a citizen sees a mandate."""
    is_giver = mandate.giver == acting.citizen
    return Shown(
        path=f"{LIST}/{mandate.id.hex}",
        name=mandate.holder_name if is_giver else mandate.names.giver,
        valid_until=mandate.valid_until,
        state=mandate.state.value,
        closed_as=mandate.closed_as,
        is_giver=is_giver,
    )


async def oneself(issuer: Issuer, request: Request) -> Acting | Response:
    """Return the citizen, or a page for who acts for somebody else: mandates are everybody's own affair."""
    acting = await page_citizen(request)
    if acting.citizen == acting.subject:
        return acting
    return issuer.platform.pages.page(
        request, "sso/mandates_other.html", status=403, visitor=visitor(acting), switch=_BACK_TO_ONESELF
    )


def to(request: Request, path: str, *, done: str = "") -> Response:
    """Lead to another page of ours, in the language of this one; ``done`` is what it says was done."""
    address = f"{path}?{urlencode({'done': done})}" if done else path
    return RedirectResponse(language.carried(request, address), 303)
