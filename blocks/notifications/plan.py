"""Planning: by which outside channels a notification goes out on an occasion, and when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks.notifications import occasions, preferences, progress, windows
from blocks.notifications.model import (
    FIRST,
    UNREAD,
    Choice,
    DeliveryState,
    ProviderTold,
    Reason,
)
from blocks.notifications.rows import deliveries
from blocks.notifications.rows.deliveries import Moved, Planned
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.sandbox import Forced, Sandbox
from blocks.notifications.settings import NotificationsSettings
from profile_core.contract import (
    Channel,
    Environment,
    InvalidError,
    Platform,
    SubjectRef,
    Tx,
    clock,
    outbound,
)

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


def address_of(of: Dispatch, code: str) -> str:
    """Say by whom it is taken, so that a slow one is slow alone: a channel, or a provider.

    A provider takes its own channel, and what it is asked about before that goes.
    """
    asked = code.startswith(f"{OWN}:") or of.type.definition.condition_url is not None
    return f"{code.partition(':')[0]}://{of.provider}" if asked else shared(code)


def shared(code: str) -> str:
    """Say by whom a channel of all providers is taken: by itself."""
    kind = code.partition(":")[0]
    return f"{kind}://{kind}"


def channels_of(platform: Platform) -> Mapping[str, Channel]:
    """Return the channels that the blocks bring, by code; one that is brought twice raises ``InvalidError``."""
    known: dict[str, Channel] = {}
    for block in platform.blocks:
        for channel in block.channels(platform) if block.channels else ():
            if channel.code in known:
                raise InvalidError("blocks.channel", f"Two channels are called {channel.code!r}.")
            known[channel.code] = channel
    return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """On what occasion a notification is to go out; ``due`` is the moment that it was told for."""

    of: Dispatch
    name: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of all that is planned together: choices, what is forced, whom each channel reaches."""

    choices: Mapping[tuple[SubjectRef, UUID], Mapping[str, Choice]]
    forced: Mapping[SubjectRef, Forced]
    reached: Mapping[str, Collection[SubjectRef]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goes:
    """A delivery that goes out at a moment, by a call that is to be told."""

    on: Occasion
    way: _Way
    call: outbound.Told
    at: datetime


_Line = Planned | _Goes


class Planner:
    """Plans with what one process has: the channels of its blocks, its time zone, its hour of digests."""

    def __init__(self, platform: Platform) -> None:
        self._channels = channels_of(platform)
        self._timezone = platform.settings.timezone
        self._digest_hour = NotificationsSettings().digest_hour
        self._sandbox = Sandbox(platform)

    async def first(self, tx: Tx, some: Sequence[Dispatch]) -> None:
        """Plan the outside channels of what is new; where none reaches a subject, paper is needed."""
        codes = {of.id: occasions.outside(of.type.definition.channels) for of in some}
        known = await self._known(tx, some, {code for each in codes.values() for code in each})
        moment = clock.now()
        lines: list[_Line] = []
        paper: list[ProviderTold] = []
        for of in some:
            ways = [self._way(of, code, known) for code in codes[of.id]]
            reached = any(way.reaches for way in ways)
            wanted = [way for way in ways if way.reaches or way.mandatory or (way.there and not reached)]
            on = Occasion(of=of, name=FIRST, due=moment)
            lines += [self._line(on, way, moment) for way in wanted]
            paper += [progress.paper_needed(of)] if ways and not reached else []
        await _put(tx, lines)
        await tx.tell(*paper)

    async def again(self, tx: Tx, some: Sequence[Occasion]) -> None:
        """Plan reminders on the channels that reach their subjects, and each escalation on its one."""
        codes = [_again_by(on) for on in some]
        known = await self._known(tx, [on.of for on in some], {code for each in codes for code in each})
        moment = clock.now()
        lines: list[_Line] = []
        for on, each in zip(some, codes, strict=True):
            ways = [self._way(on.of, code, known) for code in each]
            lines += [self._line(on, way, moment) for way in ways if way.reaches or _escalates(on)]
        await _put(tx, lines)

    async def _known(self, tx: Tx, some: Sequence[Dispatch], codes: Collection[str]) -> _Known:
        subjects = {of.subject for of in some}
        kinds = {code.partition(":")[0] for code in codes} & self._channels.keys() if subjects else ()
        return _Known(
            choices=await preferences.effective(tx, {of.kind: (of.subject, of.type) for of in some}.values()),
            forced=await self._sandbox.forced(tx, some),
            reached={kind: await self._channels[kind].reaches(tx, subjects) for kind in sorted(kinds)},
        )

    def _way(self, of: Dispatch, code: str, known: _Known) -> _Way:
        channel = self._channels.get(code.partition(":")[0])
        mandatory = code in of.type.definition.channels.binding
        choice = known.choices[of.kind][code]
        forced = known.forced.get(of.subject) if of.environment is Environment.TEST else None
        if forced is Forced.OPTED_OUT and not mandatory:
            choice = Choice.OFF
        if forced is None:
            reaches = channel is not None and of.subject in known.reached[channel.code]
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

    def _line(self, on: Occasion, way: _Way, moment: datetime) -> _Line:
        if way.choice is Choice.OFF:
            return _ended(on, way, DeliveryState.SUPPRESSED_BY_PREFERENCE)
        if not way.reaches:
            return _ended(on, way, DeliveryState.FAILED, Reason.NO_VERIFIED_ADDRESS)
        if way.choice is Choice.DAILY and way.digests and on.name == FIRST:
            leaves = self._next_digest(on.of, moment)
            if leaves is not None:
                return _in_digest(on, way, leaves)
        return self._alone(on, way, moment)

    def _alone(self, on: Occasion, way: _Way, at_once: datetime) -> _Line:
        of = on.of
        window = of.type.definition.sending_window
        moment = max(on.due, at_once)
        goes = moment if window is None else windows.opens(window, moment, self._timezone)
        until = min(occasions.ends(of, on.name, goes + occasions.WITHIN))
        if goes >= until:
            return _ended(on, way, DeliveryState.EXPIRED)
        said = {"notification": of.id.hex, "channel": way.code, "occasion": on.name}
        if on.name not in (FIRST, UNREAD):
            said["due"] = clock.rfc3339(on.due)
        call = outbound.Told(
            use=use_of(way.code),
            subject=of.subject,
            key=":".join(said.values()),
            address=address_of(of, way.code),
            payload=said,
            until=until,
            at=goes if goes > at_once else None,
        )
        return _Goes(on=on, way=way, call=call, at=goes)

    def _next_digest(self, of: Dispatch, moment: datetime) -> datetime | None:
        """Return when a digest leaves that may carry it; None where it would come too late, or in no window."""
        window = of.type.definition.sending_window
        leaves = windows.next_digest(moment, self._digest_hour, self._timezone, window)
        ends = [at for at in (of.deadline, of.starts_at, of.expires_at) if at is not None]
        late = leaves is None or any(moment < at <= leaves for at in ends)
        return None if late else leaves


async def _put(tx: Tx, lines: Sequence[_Line]) -> None:
    """Tell the calls, write the lines down, and tell the providers of those that are over before they began."""
    going = [one for one in lines if isinstance(one, _Goes)]
    calls = await outbound.tell_each(tx, [one.call for one in going])
    over = [one for one in lines if isinstance(one, Planned)]
    new = await deliveries.plan(
        tx, [*over, *(_scheduled(one, call) for one, call in zip(going, calls, strict=True))]
    )
    await tx.tell(*(progress.told(_moved(one)) for one in over if one.key in new))


def _in_digest(on: Occasion, way: _Way, leaves: datetime) -> _Goes:
    """Plan it for a digest of its subject: one call for all of them, and one for test and live each."""
    call = outbound.Told(
        use=use_of(way.code),
        subject=on.of.subject,
        key=f"digest:{on.of.environment}:{clock.rfc3339(leaves)}",
        address=shared(way.code),
        payload={"channel": way.code},
        until=leaves + occasions.WITHIN,
        at=leaves,
    )
    return _Goes(on=on, way=way, call=call, at=leaves)


def _escalates(on: Occasion) -> bool:
    return on.name == UNREAD and on.of.type.definition.escalation is not None


def _again_by(on: Occasion) -> list[str]:
    """Return by which channels a reminder or an escalation is to go."""
    escalation = on.of.type.definition.escalation
    if on.name == UNREAD and escalation is not None:
        return [escalation.channel]
    return occasions.outside(on.of.type.definition.channels)


def _ended(on: Occasion, way: _Way, state: DeliveryState, reason: Reason | None = None) -> Planned:
    return Planned(of=on.of, channel=way.code, occasion=on.name, state=state, reason=reason)


def _scheduled(one: _Goes, call: UUID) -> Planned:
    return Planned(
        of=one.on.of,
        channel=one.way.code,
        occasion=one.on.name,
        state=DeliveryState.SCHEDULED,
        call=call,
        due_at=one.at,
    )


def _moved(one: Planned) -> Moved:
    return Moved(
        subject=one.of.subject,
        key=one.key,
        provider=one.of.provider,
        environment=one.of.environment,
        type=one.of.type.id,
        state=one.state,
        reason=one.reason,
        at=clock.now(),
    )
