"""One attempt at telling a provider's webhook something, signed anew with the secrets that are good now."""

from uuid import UUID

from profile_core.kit import clock, ids
from profile_core.kit.acting import Caller
from profile_core.kit.errors import NotFoundError
from profile_core.kit.keyring import Keyring
from profile_core.outbound.model import Outcome
from profile_core.outbound.posting import outcome_of
from profile_core.outbound.webhooks import rows
from profile_core.outbound.webhooks.events import MEDIA_TYPE, event
from profile_core.outbound.webhooks.model import Endpoint, Message
from profile_core.outbound.webhooks.sealing import opened
from profile_core.outbound.webhooks.signing import signed
from profile_core.sources import GuardedClient
from profile_core.store import Store

NO_WEBHOOK = "no webhook"
"""The error of an attempt for which the provider has no active endpoint: one that comes in time gets it."""
_GONE = 410


class Sender:
    """Sends to the endpoint that a provider has at that moment, whatever it was when the thing was told."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring

    async def send(self, http: GuardedClient, message: Message) -> Outcome:
        """Make one attempt. 2xx is done; 410 ends the endpoint; all else comes again (Standard Webhooks 1.0)."""
        async with self._store.read() as tx:
            found = await rows.sealed_for_use(tx, message.provider, message.environment, message.use)
        if found is None:
            return Outcome(kind="later", error=NO_WEBHOOK)
        endpoint, stored = found
        outcome = await self._post(http, endpoint, stored, message.id, message.body)
        if outcome.status == _GONE:
            async with self._store.begin() as tx:
                await rows.gone(tx, endpoint.id)
        return outcome

    async def ping(self, http: GuardedClient, caller: Caller, endpoint_id: UUID, *, source: str) -> Outcome:
        """Send something that means nothing, once, and say what came back; it changes nothing."""
        async with self._store.read() as tx:
            found = await rows.sealed_of(tx, caller, endpoint_id)
        if found is None:
            raise NotFoundError("webhooks.unknown", "You have no webhook with this id.", path=("id",))
        one = ids.plain_id()
        body = event(source=source, type="webhook.ping", id=one, at=clock.now(), data={})
        return await self._post(http, *found, one, body)

    async def _post(
        self, http: GuardedClient, endpoint: Endpoint, stored: bytes, message_id: UUID, body: bytes
    ) -> Outcome:
        moment = clock.now()
        good = [
            secret.text
            for secret in opened(self._keyring, endpoint.id, stored)
            if secret.until is None or secret.until > moment
        ]
        headers = signed(body, id=str(message_id), at=moment, secrets=good)
        posting = http.hand_over(endpoint.url, body, headers={"content-type": MEDIA_TYPE, **headers})
        return await outcome_of(posting, permanent=())
