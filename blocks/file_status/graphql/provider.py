"""What a provider's program asks of its files, test and live apart."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from blocks.file_status import check, looking, matrix, model
from blocks.file_status.graphql.citizen import FilePhase
from blocks.file_status.graphql.registering import FileMode, Mutation
from blocks.file_status.graphql.shown import FileContent, FileStatus
from blocks.file_status.rows import modes
from profile_core.contract import (
    Caller,
    Context,
    PageInfo,
    TextOutput,
    caller_of,
    paging,
    platform_of,
)
from profile_core.contract.refused import FeedRefusal, refusals

_Info = Info[Context, None]
__all__ = ["FileStatuses", "Mutation"]


@strawberry.type
class FileStatusCode:
    """A status that a file can have in a phase; `sentence` is what citizens read."""

    code: str
    name: list[TextOutput]
    sentence: list[TextOutput]


@strawberry.type
class FilePhaseWithCodes(FilePhase):
    """A phase, with the codes that its statuses can have."""

    codes: list[FileStatusCode]


@strawberry.type
class FileParticipant:
    """Whom a file concerns; `pairwiseId` is the `sub` by which your sites know them."""

    pairwise_id: str
    relations: list[model.Relation]
    right: model.Right


@strawberry.type
class RegisteredFile:
    """A file of yours. `content` is null once it is deleted. `revision` counts what became news of it."""

    id: strawberry.ID
    external_id: str
    ordering: model.Ordering
    participants: list[FileParticipant]
    content: FileContent | None
    history: list[FileStatus]
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None
    revision: int


@strawberry.type
class RegisteredFileConnection:
    """One page of your files."""

    nodes: list[RegisteredFile]
    page_info: PageInfo


@strawberry.type
class FileStatuses:
    """Your files, and the statuses that they can have."""

    @strawberry.field(
        description="One of your files, by its id or by your own; null when you have no such one."
    )
    async def file(
        self, info: _Info, id: strawberry.ID | None = None, external_id: str | None = None
    ) -> RegisteredFile | None:
        found, known = await looking.one(platform_of(info), _caller(info), id, external_id)
        return None if found is None else _file(info, found, known)

    @strawberry.field(description="Your files, the last changed first; their histories are left out.")
    async def files(self, info: _Info, first: int = 50, after: str | None = None) -> RegisteredFileConnection:
        most, boundary = paging.size(first), paging.boundary(after)
        found, known = await looking.page(platform_of(info), _caller(info), after=boundary, most=most + 1)
        keys = [paging.cursor(one.file.changed_at, one.file.id) for one in found[:most]]
        return RegisteredFileConnection(
            nodes=[_file(info, one, known) for one in found[:most]],
            page_info=paging.info(keys, more=len(found) > most, resumed=after is not None),
        )

    @strawberry.field(description="By which mode your files come in.")
    async def mode(self, info: _Info) -> FileMode:
        async with platform_of(info).store.read() as tx:
            return FileMode.of(await modes.chosen(tx, _caller(info)))

    @strawberry.field(
        description="What was refused of your feeds in the last 30 days, the newest first, up to 1,000: the last of each file."
    )
    async def feed_refusals(self, info: _Info, first: int = 100) -> list[FeedRefusal]:
        _caller(info)
        return await refusals(info, "file_status", first)

    @strawberry.field(description="The phases that hold here, in the order of the road, with their codes.")
    async def phases(self, info: _Info) -> list[FilePhaseWithCodes]:
        _caller(info)
        async with platform_of(info).store.read() as tx:
            known = await matrix.known(tx)
        return [_phase(one) for one in known.phases]


def _caller(info: _Info) -> Caller:
    caller = caller_of(info)
    check.may(caller)
    return caller


def _phase(phase: model.Phase) -> FilePhaseWithCodes:
    return FilePhaseWithCodes(
        code=phase.code,
        name=TextOutput.of(phase.name),
        expected=phase.expected,
        over=phase.over,
        codes=[
            FileStatusCode(code=one.code, name=TextOutput.of(one.name), sentence=TextOutput.of(one.sentence))
            for one in phase.codes
        ],
    )


def _file(info: _Info, known: looking.Known, phases: model.Matrix) -> RegisteredFile:
    file, keyring = known.file, platform_of(info).keyring
    return RegisteredFile(
        id=strawberry.ID(str(file.id)),
        external_id=file.external_id,
        ordering=file.ordering,
        participants=[
            FileParticipant(
                pairwise_id=keyring.pairwise(str(file.provider), one.subject),
                relations=list(one.relations),
                right=one.right,
            )
            for one in file.parties
        ],
        content=FileContent.of(known.copy, phases) if known.copy else None,
        history=[FileStatus.of(one.status, phases) for one in known.history],
        created_at=file.created_at,
        changed_at=file.changed_at,
        deleted_at=file.deleted_at,
        revision=file.revision,
    )
