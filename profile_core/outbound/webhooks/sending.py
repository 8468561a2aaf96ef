"""One attempt at telling a provider's webhook something, signed anew with the secrets that are good now."""

from profile_core.kit import clock
from profile_core.kit.keyring import Keyring
from profile_core.outbound.model import Outcome
from profile_core.outbound.posting import outcome_of
from profile_core.outbound.webhooks import rows
from profile_core.outbound.webhooks.events import MEDIA_TYPE
from profile_core.outbound.webhooks.model import Message
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
        moment = clock.now()
        good = [
            secret.text
            for secret in opened(self._keyring, endpoint.id, stored)
            if secret.until is None or secret.until > moment
        ]
        signature = signed(message.body, id=str(message.id), at=moment, secrets=good)
        headers = {"content-type": MEDIA_TYPE, **signature}
        outcome = await outcome_of(http.hand_over(endpoint.url, message.body, headers=headers), permanent=())
        if outcome.status == _GONE:
            async with self._store.begin() as tx:
                await rows.gone(tx, endpoint.id)
        return outcome
