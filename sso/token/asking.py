"""A program that asks at one of our endpoints: who it is, what it says, which key it proves to have."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.contract import Tx
from profile_core.directory.model import Application
from sso import dpop, refusals
from sso.issuer import Issuer
from sso.token import client, form
from sso.token.form import Form
from sso.token.refusal import RefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request that is authenticated; its assertion and its proof are still to be used up."""

    application: Application
    form: Form
    assertion: client.Assertion
    proof: dpop.Proof | None

    @property
    def jkt(self) -> str:
        """Return the key that is proven, empty where none is (RFC 9449 section 5)."""
        return self.proof.jkt if self.proof else ""

    async def use_up(self, tx: Tx) -> None:
        """Use up what the request brought, in the transaction that serves it; what served before is refused."""
        if not await client.use(tx, self.assertion):
            raise RefusedError("invalid_client", "The client assertion was used before.")
        if self.proof is not None:
            try:
                await dpop.use(tx, self.proof)
            except dpop.ProofError as error:
                raise RefusedError(error.error, error.description) from error


Serve = Callable[[Issuer, Asking], Awaitable[Response]]


async def answer(issuer: Issuer, request: Request, address: str, serve: Serve) -> Response:
    """Serve a program that authenticates at ``address``; nothing of an answer is kept (RFC 6749 section 5.1)."""
    try:
        given = await _served(issuer, await _read(issuer, request, address), serve)
    except RefusedError as refusal:
        refusals.logger.info(
            "program refused", at=address, why=refusal.error, description=refusal.description
        )
        body = {"error": refusal.error, "error_description": refusal.description}
        given = JSONResponse(body, refusal.status)
    given.headers["Cache-Control"] = "no-store"
    if "dpop" in request.headers:
        given.headers["DPoP-Nonce"] = dpop.fresh_nonce(issuer.platform.keyring)
    return given


async def _served(issuer: Issuer, asking: Asking, serve: Serve) -> Response:
    try:
        return await serve(issuer, asking)
    except RefusedError:  # an assertion serves no second time, also where it was given nothing
        async with issuer.platform.store.begin() as tx:
            await client.use(tx, asking.assertion)
        raise


async def _read(issuer: Issuer, request: Request, address: str) -> Asking:
    said, application = await _claimed(issuer, request)
    application, assertion = await _authenticated(issuer, request, said, application)
    proof = _proof(issuer, request, address)
    return Asking(application=application, form=said, assertion=assertion, proof=proof)


async def _claimed(issuer: Issuer, request: Request) -> tuple[Form, Application | None]:
    """Return what is said, and by whom it says to be; what cannot be read counts as a failure of nobody we know."""
    try:
        said = await form.read(request)
        return said, await client.claimed(issuer, said)
    except RefusedError:
        issuer.limits.check_failures(request, "")
        await issuer.limits.fail(request, "")
        raise


async def _authenticated(
    issuer: Issuer, request: Request, said: Form, application: Application | None
) -> tuple[Application, client.Assertion]:
    """Return who asks; failures are counted by address, requests once the client has shown its key."""
    client_id = application.client_id if application else ""
    issuer.limits.check_failures(request, client_id)
    try:
        application, assertion = await client.verified(issuer, said, application)
    except RefusedError:
        await issuer.limits.fail(request, client_id)
        raise
    await issuer.limits.ask(request, client_id)
    return application, assertion


def _proof(issuer: Issuer, request: Request, address: str) -> dpop.Proof | None:
    proofs = request.headers.getlist("dpop")
    if not proofs:
        return None
    if len(proofs) > 1:
        raise RefusedError("invalid_dpop_proof", "Send one proof.")
    try:
        return dpop.check(issuer.platform.keyring, proofs[0], method="POST", address=address)
    except dpop.ProofError as error:
        raise RefusedError(error.error, error.description) from error
