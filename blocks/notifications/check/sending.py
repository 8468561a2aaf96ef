"""What a type says of sending: by which channels, when, and what follows when nobody reads."""

import re
from collections.abc import Collection, Sequence

from blocks.notifications.model import (
    INBOX,
    Channels,
    Escalation,
    Kind,
    OwnChannel,
    OwnUse,
    Relative,
    Reminder,
    SendingWindow,
)
from profile_core.contract import InvalidError
from profile_core.contract.said import Path

LONGEST_WAIT = 8760
"""A year, in hours."""
_LONGEST_REPORT = 168
_MOST = 5
_DAYS = range(1, 8)
_OWN = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ONLY = {Relative.DEADLINE: Kind.TASK, Relative.START: Kind.APPOINTMENT}


def channels(said: Channels, path: Path, offered: Collection[str]) -> Channels:
    """Check channels against those that there are."""
    _each_once(said.allowed, offered, (*path, "allowed"), "There is no channel {}. Use one of: {}.")
    own = tuple(sorted((_own(one, path, at, said, offered) for at, one in enumerate(said.own)), key=_by_code))
    if len({one.code for one in own}) != len(own):
        raise InvalidError("type.channels", "Name each channel of your own once.", path=(*path, "own"))
    usable = {*said.allowed, *(f"own:{one.code}" for one in own)}
    message = "{} is not allowed by this type. Make mandatory only what is: {}."
    _each_once(said.mandatory, usable, (*path, "mandatory"), message)
    return Channels(allowed=tuple(sorted(said.allowed)), mandatory=tuple(sorted(said.mandatory)), own=own)


def window(said: SendingWindow | None, path: Path) -> SendingWindow | None:
    """Check when outside channels may be used."""
    if said is None:
        return None
    if not said.days or len(set(said.days)) != len(said.days) or not set(said.days) <= set(_DAYS):
        message = "Give days from 1 (Monday) to 7 (Sunday), each once and at least one."
        raise InvalidError("type.sending_window", message, path=(*path, "days"))
    for field, moment in (("begins", said.begins), ("ends", said.ends)):
        if not _CLOCK.fullmatch(moment):
            message = "Give a time from 00:00 to 23:59."
            raise InvalidError("type.sending_window", message, path=(*path, field))
    if said.ends <= said.begins:
        message = "Let the window end after it begins, on the same day."
        raise InvalidError("type.sending_window", message, path=(*path, "ends"))
    return SendingWindow(days=tuple(sorted(said.days)), begins=said.begins, ends=said.ends)


def reminders(said: Sequence[Reminder], kind: Kind, path: Path) -> tuple[Reminder, ...]:
    """Check reminders; only a task has a deadline, and only an appointment a start."""
    if len(said) > _MOST or len(set(said)) != len(said):
        raise InvalidError("type.reminders", f"Give each reminder once, at most {_MOST}.", path=path)
    for at, one in enumerate(said):
        _hours(one.hours, "type.reminders", (*path, str(at), "hours"))
        only = _ONLY.get(one.relative_to, kind)
        if only is not kind:
            message = f"Only a type of kind {only} has reminders relative to {one.relative_to}."
            raise InvalidError("type.reminders", message, path=(*path, str(at), "relativeTo"))
    return tuple(sorted(said, key=lambda one: (one.relative_to, one.hours)))


def escalation(said: Escalation | None, by: Channels, path: Path) -> Escalation | None:
    """Check what goes out when it stays unread."""
    if said is None:
        return None
    _hours(said.hours, "type.escalation", (*path, "hours"))
    if said.channel not in {*by.allowed, *(f"own:{one.code}" for one in by.own)}:
        message = "Name a channel that this type allows."
        raise InvalidError("type.escalation", message, path=(*path, "channel"))
    return said


def _each_once(codes: Sequence[str], known: Collection[str], path: Path, message: str) -> None:
    """Refuse a code that is not known, saying which are, and one that is named twice."""
    for at, code in enumerate(codes):
        if code not in known:
            others = ", ".join(sorted(known)) or "none"
            raise InvalidError("type.channels", message.format(code, others), path=(*path, str(at)))
    if len(set(codes)) != len(codes):
        raise InvalidError("type.channels", "Name each channel once.", path=path)


def _own(one: OwnChannel, path: Path, at: int, said: Channels, offered: Collection[str]) -> OwnChannel:
    here = (*path, "own", str(at))
    if not _OWN.fullmatch(one.code):
        message = "Use 1 to 40 lower-case letters, digits and underscores, such as sms."
        raise InvalidError("type.channels", message, path=(*here, "code"))
    if one.channel not in {INBOX, *said.allowed, *offered}:
        message = "Name a channel of ours: inbox, or one that there is."
        raise InvalidError("type.channels", message, path=(*here, "channel"))
    if one.channel == INBOX and one.use is OwnUse.INSTEAD_OF:
        message = "Nothing goes instead of the inbox. Let it go BESIDE it."
        raise InvalidError("type.channels", message, path=(*here, "use"))
    if not 1 <= one.report_within <= _LONGEST_REPORT:
        message = f"Report back within 1 to {_LONGEST_REPORT} hours."
        raise InvalidError("type.channels", message, path=(*here, "reportWithinHours"))
    return one


def _by_code(one: OwnChannel) -> str:
    return one.code


def _hours(hours: int, code: str, path: Path) -> None:
    if not 1 <= hours <= LONGEST_WAIT:
        raise InvalidError(code, f"Give 1 to {LONGEST_WAIT} hours.", path=path)
