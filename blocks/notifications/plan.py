"""Planning: by which outside channels a notification goes out on an occasion, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks.notifications import occasions, preferences, progress, windows
from blocks.notifications.model import (
    FIRST,
    UNREAD,
    Channels,
    Choice,
    DeliveryKey,
    DeliveryState,
    Event,
    ProviderTold,
    Reason,
)
from blocks.notifications.rows import deliveries
from blocks.notifications.rows.deliveries import Moved, Planned
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.sandbox import Forced, Sandbox
from blocks.notifications.settings import NotificationsSettings
from profile_core.contract import Channel, InvalidError, Platform, Tx, clock, outbound

OWN = "own"
"""The code of the channel that carries all that providers call their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One outside channel of a type, for one subject; ``there`` is one that this deployment has."""

    code: str
    there: bool
    digests: bool
    reaches: bool
    choice: Choice
    mandatory: bool


def use_of(code: str) -> str:
    """Return the name of the use of outbound that carries a channel; a provider's own ones share one."""
    return f"notifications.{code.partition(':')[0]}"


def channels_of(platform: Platform) -> Mapping[str, Channel]:
    """Return the channels that the blocks bring, by code; one that is brought twice raises ``InvalidError``."""
    known: dict[str, Channel] = {}
    for block in platform.blocks:
        for channel in block.channels(platform) if block.channels else ():
            if channel.code in known:
                raise InvalidError("blocks.channel", f"Two channels are called {channel.code!r}.")
            known[channel.code] = channel
    return known


class Planner:
    """Plans with what one process has: the channels of its blocks, its time zone, its hour of digests."""

    def __init__(self, platform: Platform) -> None:
        self._channels = channels_of(platform)
        self._timezone = platform.settings.timezone
        self._digest_hour = NotificationsSettings().digest_hour
        self._sandbox = Sandbox(platform)

    async def first(self, tx: Tx, of: Dispatch) -> None:
        """Plan the outside channels of what is new; where none reaches the subject, paper is needed."""
        ways = await self._ways(tx, of, occasions.outside(of.type.definition.channels))
        reached = any(way.reaches for way in ways)
        wanted = [way for way in ways if way.reaches or way.mandatory or (way.there and not reached)]
        await self._put(tx, of, [await self._line(tx, of, way, FIRST, clock.now()) for way in wanted])
        if ways and not reached:
            await tx.tell(_paper_needed(of))

    async def again(self, tx: Tx, of: Dispatch, occasion: str, due: datetime) -> None:
        """Plan a reminder on the channels that reach the subject, or the escalation on its one."""
        escalation = of.type.definition.escalation
        if occasion == UNREAD and escalation is not None:
            ways = await self._ways(tx, of, [escalation.channel])
        else:
            codes = occasions.outside(of.type.definition.channels)
            ways = [way for way in await self._ways(tx, of, codes) if way.reaches]
        await self._put(tx, of, [await self._line(tx, of, way, occasion, due) for way in ways])

    async def _ways(self, tx: Tx, of: Dispatch, codes: Sequence[str]) -> list[_Way]:
        choices = await preferences.effective(tx, of.subject, of.type)
        forced = await self._sandbox.forced(tx, of)
        return [await self._way(tx, of, code, choices[code], forced) for code in codes]

    async def _way(self, tx: Tx, of: Dispatch, code: str, choice: Choice, forced: Forced | None) -> _Way:
        channel = self._channels.get(code.partition(":")[0])
        mandatory = code in set(_mandatory(of.type.definition.channels))
        if forced is Forced.OPTED_OUT and not mandatory:
            choice = Choice.OFF
        if forced is None:
            reaches = channel is not None and await channel.reaches(tx, of.subject)
        else:
            reaches = channel is not None and forced is not Forced.NO_PROFILE
        return _Way(
            code=code,
            there=channel is not None,
            digests=channel is not None and channel.digests,
            reaches=reaches,
            choice=choice,
            mandatory=mandatory,
        )

    async def _line(self, tx: Tx, of: Dispatch, way: _Way, occasion: str, due: datetime) -> Planned:
        if way.choice is Choice.OFF:
            return _ended(way, occasion, DeliveryState.SUPPRESSED_BY_PREFERENCE)
        if not way.reaches:
            return _ended(way, occasion, DeliveryState.FAILED, Reason.NO_VERIFIED_ADDRESS)
        if way.choice is Choice.DAILY and way.digests and occasion == FIRST:
            return await self._in_digest(tx, of, way)
        return await self._alone(tx, of, way, occasion, due)

    async def _alone(self, tx: Tx, of: Dispatch, way: _Way, occasion: str, due: datetime) -> Planned:
        window = of.type.definition.sending_window
        at_once = clock.now()
        moment = max(due, at_once)
        goes = moment if window is None else windows.opens(window, moment, self._timezone)
        until = min(occasions.ends(of, occasion, goes))
        if goes >= until:
            return _ended(way, occasion, DeliveryState.EXPIRED)
        said = {"notification": of.id.hex, "channel": way.code, "occasion": occasion}
        if occasion != FIRST:
            said["due"] = clock.rfc3339(due)
        call = await outbound.tell(
            tx,
            use=use_of(way.code),
            subject=of.subject,
            key=":".join(said.values()),
            address=_address(of, way.code),
            payload=said,
            until=until,
            at=goes if goes > at_once else None,
        )
        return _scheduled(way, occasion, call, goes)

    async def _in_digest(self, tx: Tx, of: Dispatch, way: _Way) -> Planned:
        """Plan it for the next digest of its subject: one call for all of them, and one for test and live each."""
        goes = windows.next_digest(clock.now(), self._digest_hour, self._timezone)
        call = await outbound.tell(
            tx,
            use=use_of(way.code),
            subject=of.subject,
            key=f"digest:{of.environment}:{clock.rfc3339(goes)}",
            address=_address(of, way.code),
            payload={"channel": way.code},
            until=goes + occasions.WITHIN,
            at=goes,
        )
        return _scheduled(way, FIRST, call, goes)

    async def _put(self, tx: Tx, of: Dispatch, lines: Sequence[Planned]) -> None:
        """Write lines down, and tell the provider of those that are over before they began."""
        new = await deliveries.plan(
            tx, of.subject, of.id, lines, provider=of.provider, environment=of.environment
        )
        over = [_moved(of, one) for one in lines if one.call is None and (one.channel, one.occasion) in new]
        await progress.tell(tx, of.subject, over)


async def alone(tx: Tx, of: Dispatch, key: DeliveryKey, *, former: UUID) -> None:
    """Let a delivery that was to go together with others go by itself, from now on."""
    call = await outbound.tell(
        tx,
        use=use_of(key.channel),
        subject=of.subject,
        key=f"{of.id.hex}:{key.channel}:{key.occasion}",
        address=_address(of, key.channel),
        payload={"notification": of.id.hex, "channel": key.channel, "occasion": key.occasion},
        until=clock.now() + occasions.WITHIN,
    )
    await deliveries.recall(tx, of.subject, key, former=former, call=call)


def _mandatory(of: Channels) -> Iterator[str]:
    """Yield what a citizen cannot switch off: a provider's own channel too where ours beside it is mandatory."""
    yield from of.mandatory
    yield from (f"own:{own.code}" for own in of.own if own.channel in of.mandatory)


def _address(of: Dispatch, code: str) -> str:
    """Say by whom it is taken, so that a slow one is slow alone: each provider by itself, or a channel."""
    kind = code.partition(":")[0]
    return f"{kind}://{of.provider if kind == OWN else kind}"


def _ended(way: _Way, occasion: str, state: DeliveryState, reason: Reason | None = None) -> Planned:
    return Planned(channel=way.code, occasion=occasion, state=state, reason=reason)


def _scheduled(way: _Way, occasion: str, call: UUID, due_at: datetime) -> Planned:
    return Planned(
        channel=way.code, occasion=occasion, state=DeliveryState.SCHEDULED, call=call, due_at=due_at
    )


def _moved(of: Dispatch, one: Planned) -> Moved:
    return Moved(
        key=DeliveryKey(notification=of.id, channel=one.channel, occasion=one.occasion),
        provider=of.provider,
        environment=of.environment,
        type=of.type.id,
        state=one.state,
        reason=one.reason,
        at=clock.now(),
    )


def _paper_needed(of: Dispatch) -> ProviderTold:
    return ProviderTold(
        subject=of.subject,
        notification=of.id,
        provider=of.provider,
        environment=of.environment,
        event=Event.PAPER_NEEDED,
        at=clock.now(),
        type=of.type.id,
    )
