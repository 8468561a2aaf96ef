"""Sending by a channel: look once more at what is to go, ask whether it is needed, and let the channel carry it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications import (
    apart,
    carried,
    condition,
    ending,
    occasions,
    plan,
    progress,
    sandbox,
    windows,
)
from blocks.notifications.carried import Carried
from blocks.notifications.model import DeliveryKey, DeliveryState, Reason
from blocks.notifications.noted import Leaving, note
from blocks.notifications.rows.deliveries import To, waits_for
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.together import Together
from profile_core.contract import (
    Channel,
    GuardedClient,
    Parcel,
    ParcelItem,
    Platform,
    Provider,
    Tx,
    clock,
    outbound,
)

_NOT_NEEDED = To(state=DeliveryState.CONDITION_NOT_MET, reason=Reason.CONDITION)
_OVER = To(state=DeliveryState.EXPIRED)
_UNSAID = "condition not answered"
_CLOSED = "outside the sending window"
_SOON = timedelta(minutes=1)
"""As far as the clocks of a worker and of the database may be apart."""


def uses(platform: Platform) -> list[outbound.Use]:
    """Return one use of outbound for each channel that the blocks bring."""
    return [
        outbound.Use(
            name=plan.use_of(channel.code),
            schedule=channel.schedule,
            attempt=Sending(platform, channel).attempt,
            ended=ending.ended,
            replayed=ending.replayed,
            to_citizens=True,
            each_receiver=channel.at_once,
        )
        for channel in plan.channels_of(platform).values()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """What becomes of all that waits for a call at one attempt.

    ``closed`` is what goes once its window opens, and when; ``unsaid`` that of which nobody said whether it needs to.
    """

    going: Mapping[DeliveryKey, Dispatch]
    ends: Mapping[DeliveryKey, To]
    closed: Mapping[DeliveryKey, datetime]
    unsaid: Collection[DeliveryKey]


class Sending:
    """Makes the attempts of one channel."""

    def __init__(self, platform: Platform, channel: Channel) -> None:
        self._store = platform.store
        self._channel = channel
        self._timezone = platform.settings.timezone
        self._conditions = condition.Conditions()
        self._forced = sandbox.Sandbox(platform)
        self._looks = Together[outbound.Call, Carried](self._look)
        self._notes = Together[Leaving, None](self._note)

    async def attempt(self, http: GuardedClient, call: outbound.Call) -> outbound.Outcome:
        """Carry what is to go now; what is not ends, waits or goes by itself, so that the rest goes without it.

        Without its audit line nothing goes: the attempt has failed, and comes again.
        """
        looked = await self._looks.ask(call)
        said = await self._sorted(http, call, looked)
        await self._settle(call, looked, said)
        if not said.going:
            return self._nothing(call, looked, said)
        if looked.forced is not None and self._channel.code != plan.OWN:
            return sandbox.outcome(looked.forced, call.attempts)
        parcel = _parcel(call, said.going, looked.senders)
        await self._notes.ask(_leaving(self._channel, call, parcel))
        outcome = await self._channel.carry(http, parcel)
        return replace(outcome, carried=tuple(key.id for key in said.going))

    async def _look(self, calls: Sequence[outbound.Call]) -> Sequence[Carried]:
        async with self._store.read() as tx:
            return await carried.look(tx, self._channel, self._forced, calls)

    async def _note(self, leaving: Sequence[Leaving]) -> Sequence[None]:
        return await self._store.transact(lambda tx: note(tx, leaving))

    async def _sorted(self, http: GuardedClient, call: outbound.Call, looked: Carried) -> _Sorted:
        opening = {key: self._opens(of) for key, of in looked.going.items()}
        closed = {key: at for key, at in opening.items() if at is not None}
        over = [key for key, at in closed.items() if at >= min(self._ends(looked.going[key], key, at))]
        open_now = {key: of for key, of in looked.going.items() if key not in closed}
        answers = await self._answers(http, call, open_now)
        return _Sorted(
            going={key: of for key, of in open_now.items() if answers[key]},
            ends={
                **looked.staying,
                **dict.fromkeys(over, _OVER),
                **{key: _NOT_NEEDED for key in answers if answers[key] is False},
            },
            closed={key: at for key, at in closed.items() if key not in over},
            unsaid=[key for key in answers if answers[key] is None],
        )

    def _opens(self, of: Dispatch) -> datetime | None:
        """Return when a window opens that is closed now; what opens in a moment is open."""
        window, moment = of.type.definition.sending_window, clock.now()
        opens = moment if window is None else windows.opens(window, moment, self._timezone)
        return opens if opens > moment + _SOON else None

    def _ends(self, of: Dispatch, key: DeliveryKey, opens: datetime) -> Iterator[datetime]:
        """Yield from when what waits for its window makes no sense any more: from the end of that at the latest."""
        window = of.type.definition.sending_window
        latest = windows.closes(window, opens, self._timezone) if window is not None else opens
        return occasions.ends(of, key.occasion, latest)

    async def _answers(
        self, http: GuardedClient, call: outbound.Call, some: Mapping[DeliveryKey, Dispatch]
    ) -> Mapping[DeliveryKey, bool | None]:
        if _is_digest(call):
            return await self._conditions.together(http, some)
        return {key: await condition.needed(http, of) for key, of in some.items()}

    async def _settle(self, call: outbound.Call, looked: Carried, said: _Sorted) -> None:
        """End what needs not go; of a digest, what cannot go now goes by itself."""
        alone = dict.fromkeys(said.unsaid) if _is_digest(call) else {}
        if alone or said.going:
            alone |= said.closed
        if not (said.ends or alone):
            return

        async def work(tx: Tx) -> None:
            for key, to in said.ends.items():
                await progress.move(tx, call.subject, waits_for(call.id, key), to)
            for key, at in alone.items():
                await apart.alone(tx, looked.going[key], key, former=call.id, at=at)

        await self._store.transact(work)

    def _nothing(self, call: outbound.Call, looked: Carried, said: _Sorted) -> outbound.Outcome:
        """Say how an attempt ends by which nothing went."""
        if said.closed and not (said.unsaid and _is_digest(call)):
            key, opens = min(said.closed.items(), key=lambda one: one[1])
            until = min(self._ends(looked.going[key], key, opens))
            wait = (opens - clock.now()).total_seconds()
            return outbound.Outcome(kind="later", error=_CLOSED, wait=wait, until=max(until, call.until))
        if said.unsaid and not _is_digest(call):
            return outbound.Outcome(kind="later", error=_UNSAID)
        return outbound.Outcome(kind="dropped")


def _is_digest(call: outbound.Call) -> bool:
    return "notification" not in call.payload


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


def _leaving(channel: Channel, call: outbound.Call, parcel: Parcel) -> Leaving:
    which = [item.notification for item in parcel.items]
    return Leaving(call=call, channel=channel.code, provider=parcel.provider, notifications=which)


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
