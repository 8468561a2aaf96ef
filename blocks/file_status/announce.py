"""What a provider announces of files that it keeps: a file moved on, and its citizen is told so. It stays there."""

from collections.abc import Sequence
from datetime import datetime

from blocks.file_status import check, matrix, telling
from blocks.file_status.check import items, statuses
from blocks.file_status.model import Matrix, Status, StatusDraft, stamp
from blocks.file_status.rows import modes, seen
from profile_core.contract import (
    Caller,
    ForbiddenError,
    InvalidError,
    Platform,
    ProfileError,
    Quiet,
    Recipient,
    SubjectRef,
    Tx,
    WrongModeError,
    clock,
    ids,
    recipients,
    said,
    sources,
)
from profile_core.contract.bulk import MOST, each, lane_of
from profile_core.contract.said import Path

_BLOCK = "file_status"


class Draft(Quiet, frozen=True, kw_only=True):
    """What is announced, as a provider sends it, unchecked: in which status a file is, for one participant."""

    external_id: str
    recipient: Recipient
    phase: str
    code: str
    changed_at: datetime
    must_act: bool = False
    deadline: datetime | None = None


class Announced(Quiet, frozen=True, kw_only=True):
    """The answer to what is announced; ``changed`` is False when it was no news, and in a dry run."""

    external_id: str
    changed: bool


class _Checked(Quiet, frozen=True, kw_only=True):
    path: Path
    external_id: str
    to: recipients.To
    status: Status


class _Addressed(Quiet, frozen=True, kw_only=True):
    key: seen.Named
    status: Status


Outcome = Announced | ProfileError


async def announce(
    platform: Platform, caller: Caller, drafts: Sequence[Draft], *, dry_run: bool
) -> list[Outcome]:
    """Take up to 1,000 announcements in one transaction; one outcome each, in order, however often it comes.

    Of one file and participant only what is later than what was announced before is news.
    """
    check.may(caller)
    if len(drafts) > MOST:
        message = f"Send at most {MOST} items in a call; these are {len(drafts)}. None was taken."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in drafts]

    async def work(tx: Tx) -> list[Outcome]:
        await _answers(tx, caller)
        phases = await matrix.known(tx)
        checked = each(
            [(("items", str(at)), one) for at, one in enumerate(drafts)],
            lambda one: _checked(one[1], phases, one[0]),
        )
        addressed = await _addressed(tx, platform, caller, checked, creates=not dry_run)
        told: set[int] = set() if dry_run else await _tell(tx, caller, addressed)
        return [
            one
            if isinstance(one, ProfileError)
            else Announced(external_id=one.key.external_id, changed=at in told)
            for at, one in enumerate(addressed)
        ]

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work, lane_of(drafts))


async def _answers(tx: Tx, caller: Caller) -> None:
    """Check that a source of the caller's provider answers with its files."""
    if not (await modes.chosen(tx, caller)).takes(sources.Mode.PULL_LIVE, clock.now()):
        message = "Only files that a source of yours answers live are announced. Send what is pushed."
        raise WrongModeError("file.mode", message)


def _checked(draft: Draft, phases: Matrix, path: Path) -> _Checked:
    to = recipients.checked(draft.recipient, (*path, "recipient"))
    external_id = items.key(draft.external_id, path)
    said.not_theirs(external_id, to, (*path, "externalId"))
    statuses.known(StatusDraft(phase=draft.phase, code=draft.code, changed_at=draft.changed_at), phases, path)
    if draft.deadline is not None and not draft.must_act:
        message = "Say mustAct: true beside the deadline, or leave the deadline out."
        raise InvalidError("file.action", message, path=(*path, "deadline"))
    status = Status(
        phase=draft.phase,
        code=draft.code,
        changed_at=said.past(draft.changed_at, "file.changed_at", (*path, "changedAt")),
        action_needed=draft.must_act,
        action_deadline=draft.deadline and said.moment(draft.deadline, "file.deadline", (*path, "deadline")),
    )
    return _Checked(path=path, external_id=external_id, to=to, status=status)


async def _addressed(
    tx: Tx, platform: Platform, caller: Caller, checked: Sequence[_Checked | ProfileError], *, creates: bool
) -> list[_Addressed | ProfileError]:
    agreed = await recipients.agreed(tx, caller, _BLOCK, clock.today(platform.settings.timezone))
    wanted = list(dict.fromkeys(one.to for one in checked if isinstance(one, _Checked)))
    found = await recipients.look_up(tx, platform.keyring, caller, wanted, creates=creates and agreed)

    def addressed(one: _Checked) -> _Addressed:
        if not agreed:
            message = (
                "No agreement lets you use file status today. Ask the region for one, or use a test client."
            )
            raise ForbiddenError("file.agreement", message, path=one.path)
        subject = recipients.reachable(caller, one.to, found, (*one.path, "recipient"))
        key = seen.Named((subject or SubjectRef(ids.new_id(0))).id, one.external_id)
        return _Addressed(key=key, status=one.status)

    return each(checked, addressed)


async def _tell(tx: Tx, caller: Caller, addressed: Sequence[_Addressed | ProfileError]) -> set[int]:
    """Tell what is news, of each file the latest that the call says; return which items those were."""
    latest: dict[seen.Named, tuple[int, int]] = {}
    for at, one in enumerate(addressed):
        if isinstance(one, _Addressed):
            said_at = (stamp(None, one.status.changed_at).at, at)
            latest[one.key] = max(said_at, latest.get(one.key, said_at))
    shown_as = await seen.announce(tx, caller, {key: moment for key, (moment, _) in latest.items()})
    news = {latest[key][1] for key in shown_as}
    told = [one for at in sorted(news) if isinstance(one := addressed[at], _Addressed)]
    await tx.tell(*(telling.announced(caller, one.key, shown_as[one.key], one.status) for one in told))
    return news
