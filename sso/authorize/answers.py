"""Who asks, and how the browser carries an answer to them."""

from starlette.responses import RedirectResponse, Response

from profile_core.contract import Environment
from profile_core.directory.model import Application
from sso import agreements, refusals
from sso.authorize.asked import Asked, Pairs, RefusedError, answer_address
from sso.issuer import Issuer


async def understood(issuer: Issuer, pairs: Pairs, *, is_pushed: bool = False) -> Asked:
    """Look up who asks."""
    names = [value for name, value in pairs if name == "client_id"]
    client = await issuer.applications.of(names[0]) if len(names) == 1 else None
    return Asked(
        pairs=pairs,
        client=client,
        agreed=await _agreed(issuer, client) if client else frozenset(),
        issuer=issuer.at.issuer,
        citizen_api=issuer.at.citizen_api,
        is_pushed=is_pushed,
    )


def refused(asked: Asked, refusal: RefusedError) -> Response:
    """Tell the site, which was found to be itself, why it gets no code."""
    client_id = asked.client.client_id if asked.client else ""
    refusals.logger.info("authorization refused", client_id=client_id, why=refusal.error)
    fields = {"error": refusal.error, "error_description": refusal.description}
    return redirect(answer_address(asked.get("redirect_uri"), asked.issuer, asked.get("state"), **fields))


def redirect(address: str) -> RedirectResponse:
    """Send the browser on by GET (RFC 9700 section 4.12); nothing of it is kept anywhere."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def _agreed(issuer: Issuer, client: Application) -> frozenset[str]:
    if client.environment is Environment.TEST:
        return agreements.NEEDED
    async with issuer.platform.store.read() as tx:
        return await agreements.agreed(issuer.platform, tx, client)
