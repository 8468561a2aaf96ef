"""Sending by a channel: look once more at what is to go, ask whether it is needed, and let the channel carry it."""

from collections.abc import Mapping
from uuid import UUID

from blocks.notifications import carried, condition, ending, plan, progress, sandbox
from blocks.notifications.carried import Carried
from blocks.notifications.model import DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows.deliveries import To, Which
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import (
    Channel,
    GuardedClient,
    Parcel,
    ParcelItem,
    Platform,
    Provider,
    Tx,
    directory,
    outbound,
)

_NOT_NEEDED = To(state=DeliveryState.CONDITION_NOT_MET, reason=Reason.CONDITION)
_UNSAID = "condition not answered"


def uses(platform: Platform) -> list[outbound.Use]:
    """Return one use of outbound for each channel that the blocks bring."""
    return [
        outbound.Use(
            name=plan.use_of(channel.code),
            schedule=channel.schedule,
            attempt=Sending(platform, channel).attempt,
            ended=ending.ended,
            to_citizens=True,
            each_receiver=channel.at_once,
        )
        for channel in plan.channels_of(platform).values()
    ]


class Sending:
    """Makes the attempts of one channel."""

    def __init__(self, platform: Platform, channel: Channel) -> None:
        self._store = platform.store
        self._channel = channel
        self._sandbox = sandbox.Sandbox(platform)

    async def attempt(self, http: GuardedClient, call: outbound.Call) -> outbound.Outcome:
        """Carry what still needs to go; what does not is ended by itself before, so that the rest goes without it."""
        async with self._store.read() as tx:
            looked = await carried.look(tx, self._channel, self._sandbox, call)
        answers = {key: await condition.needed(http, of) for key, of in looked.going.items()}
        await self._settle(call, looked, answers)
        going = {key: of for key, of in looked.going.items() if answers[key]}
        if not going:
            unsaid = None in answers.values()
            return outbound.Outcome(kind="later", error=_UNSAID) if unsaid else _dropped()
        if looked.forced is not None and self._channel.code != plan.OWN:
            return sandbox.outcome(looked.forced, call.attempts)
        async with self._store.read() as tx:
            senders = await directory.providers(tx, {of.provider for of in going.values()})
        return await self._channel.carry(http, _parcel(call, going, senders))

    async def _settle(
        self, call: outbound.Call, looked: Carried, answers: Mapping[DeliveryKey, bool | None]
    ) -> None:
        """End what needs not go; of several that go together, one of which nobody says so goes by itself later."""
        ends = {**looked.staying, **{key: _NOT_NEEDED for key in answers if answers[key] is False}}
        unsaid = [key for key in answers if answers[key] is None and True in answers.values()]
        if not (ends or unsaid):
            return

        async def work(tx: Tx) -> None:
            for key, to in ends.items():
                which = Which(states=(DeliveryState.SCHEDULED,), call=call.id, key=key)
                await progress.move(tx, call.subject, which, to)
            for key in unsaid:
                await plan.alone(tx, looked.going[key], key, former=call.id)

        await self._store.transact(work)


def _dropped() -> outbound.Outcome:
    return outbound.Outcome(kind="dropped")


def _parcel(
    call: outbound.Call, going: Mapping[DeliveryKey, Dispatch], senders: Mapping[UUID, Provider]
) -> Parcel:
    first = next(iter(going.values()))
    return Parcel(
        id=call.id,
        subject=call.subject,
        provider=first.provider,
        environment=first.environment,
        channel=next(iter(going)).channel,
        items=tuple(_item(key, of, senders[of.provider]) for key, of in going.items()),
    )


def _item(key: DeliveryKey, of: Dispatch, sender: Provider) -> ParcelItem:
    return ParcelItem(
        notification=of.id,
        external_id=of.external_id,
        type_code=of.type.code,
        type_name=of.type.name,
        sender=sender.name,
        sender_code=sender.code,
        kind=of.type.kind,
        occasion=key.occasion,
        path=f"/me/item/{of.id}",
        created_at=of.created_at,
        deadline=of.deadline,
    )
