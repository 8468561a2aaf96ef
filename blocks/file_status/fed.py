"""What a source's feed says: taken in as if it were pushed, whichever way round and however often it comes."""

from collections.abc import Sequence

import msgspec

from blocks.file_status import deleting, ingest, matrix, naming, providers
from blocks.file_status.check import items
from blocks.file_status.check.items import Checked
from blocks.file_status.model import Matrix, Report
from blocks.file_status.rows import modes
from profile_core.contract import (
    Caller,
    ForbiddenError,
    Platform,
    ProfileError,
    Quiet,
    Tx,
    WrongModeError,
    clock,
    contains_number,
    recipients,
    sources,
)
from profile_core.contract.bulk import each

_BLOCK = "file_status"
_LONGEST = 200
_GONE = "file.deleted"
"""A change of a file that was deleted is none: it came late."""


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    external_id: str = ""


class _Buried(Quiet, frozen=True, kw_only=True):
    external_id: str


class Fed:
    """Takes the changes of the sources from which files are fed."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def take(
        self, tx: Tx, source: sources.Source, changes: Sequence[msgspec.Raw]
    ) -> list[sources.Refused]:
        """Store what is news; return what was refused. Without an agreement the whole page waits."""
        caller = _caller(source)
        if not await recipients.agreed(tx, caller, _BLOCK, clock.today(self._platform.settings.timezone)):
            raise ForbiddenError("file.agreement", "No agreement lets the provider use file status today.")
        phases = await matrix.known(tx)
        door = await _door(tx, caller, source)
        read = each(list(changes), lambda raw: self._read(raw, phases, door))
        checked = [one for one in read if isinstance(one, Checked)]
        named = iter(await naming.named(tx, self._platform, caller, checked, creates=True))
        after = [next(named) if isinstance(one, Checked) else one for one in read]
        reports = [one for one in after if isinstance(one, Report)]
        taken = iter(await ingest.take(tx, caller, reports, phases))
        await deleting.bury(tx, caller, [one.external_id for one in after if isinstance(one, _Buried)])
        ended = [next(taken) if isinstance(one, Report) else one for one in after]
        return [
            _refused(raw, one)
            for raw, one in zip(changes, ended, strict=True)
            if isinstance(one, ProfileError) and one.code != _GONE
        ]

    def _read(self, raw: msgspec.Raw, phases: Matrix, door: ProfileError | None) -> Checked | _Buried:
        if door is not None:
            raise door
        found = providers.read(raw)
        if isinstance(found, str):
            return _Buried(external_id=items.key(found, ()))
        return items.whole(found, phases, path=(), secure_links=self._platform.settings.production)


async def _door(tx: Tx, caller: Caller, source: sources.Source) -> ProfileError | None:
    """Return why files are not read from this feed, if they are not."""
    chosen = await modes.chosen(tx, caller)
    wanted = (sources.Mode.PULL_FEED, source.code)
    if wanted in {(door.mode, door.source) for door in chosen.doors(clock.now())}:
        return None
    return WrongModeError("file.mode", "Files are not read from this feed. Choose it with chooseFileMode.")


def _caller(source: sources.Source) -> Caller:
    """Return as whom a feed is taken in: none of the provider's programs asked for it."""
    scopes = frozenset({_BLOCK})
    return Caller(client_id="feed", provider=source.provider, environment=source.environment, scopes=scopes)


def _refused(raw: msgspec.Raw, error: ProfileError) -> sources.Refused:
    """Say what was refused, and nothing of whom it is about."""
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        named = _Named()
    where = f" ({'.'.join(error.path)})" if error.path else ""
    return sources.Refused(
        type="",
        external_id=_harmless(named.external_id),
        code=error.code,
        message=f"{error.message}{where}",
    )


def _harmless(text: str) -> str:
    return text[:_LONGEST] if text.isprintable() and not contains_number(text) else ""
