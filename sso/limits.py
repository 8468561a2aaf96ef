"""How often sign-on may be asked: by an address, by a client; and how often somebody may fail to say who they are.

A client's own count begins once it has shown its key, and failures are counted per client and address: nobody can
lock a client out from elsewhere. Of access tokens only the bad ones are refused for their number: citizens share
addresses.
"""

from starlette.requests import Request

from profile_core.contract import Platform
from profile_core.store.limits import Limit, Limits, Usage, address_key
from sso.settings import SsoSettings

_MINUTE = 60


class ExceededError(Exception):
    """Somebody asks too often; ``usage`` says how often is allowed and when to come back."""

    def __init__(self, usage: Usage) -> None:
        super().__init__(usage.limit.name)
        self.usage = usage


class AskLimits:
    """The limits of one process; all processes count together."""

    def __init__(self, platform: Platform, settings: SsoSettings) -> None:
        self._counts = Limits(platform.store, platform.keyring)
        self._visits = Limit(name="address", most=settings.address_limit, per=_MINUTE)
        self._requests = Limit(name="client", most=settings.client_limit, per=_MINUTE)
        self._failures = Limit(name="failures", most=settings.failure_limit, per=_MINUTE)
        self._tokens = Limit(name="tokens", most=settings.failure_limit, per=_MINUTE)

    async def visit(self, request: Request, path: str) -> None:
        """Count a browser's visit to one of our addresses."""
        _refuse_above(await self._counts.hit(self._visits, f"{path}\0{_address(request)}"))

    def check_failures(self, request: Request, client_id: str) -> None:
        """Refuse an address that has failed too often to be a client (empty: one that we do not know)."""
        _refuse_above(self._counts.seen(self._failures, f"{client_id}\0{_address(request)}"))

    async def fail(self, request: Request, client_id: str) -> None:
        """Count a failure to be a client; from the one above the limit on, ``check_failures`` refuses."""
        await self._counts.hit(self._failures, f"{client_id}\0{_address(request)}")

    async def fail_token(self, request: Request) -> None:
        """Count an access token, or its proof, that is not what it should be."""
        _refuse_above(await self._counts.hit(self._tokens, _address(request)))

    async def ask(self, request: Request, client_id: str) -> None:
        """Count a request of a client that has shown its key; the answer says how many are left."""
        request.state.usage = await self._counts.hit(self._requests, client_id)
        _refuse_above(request.state.usage)


def _address(request: Request) -> str:
    return address_key(request.client.host) if request.client else ""


def _refuse_above(usage: Usage) -> None:
    if usage.is_exceeded:
        raise ExceededError(usage)
