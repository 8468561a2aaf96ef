"""What a provider's program sends of its files, up to 1,000 a call."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, cast

import strawberry
from strawberry.types import Info

from blocks.file_status import choosing, deleting, matrix, model, register
from blocks.file_status.graphql.announcing import Announcing
from blocks.file_status.graphql.sent import FileInput
from blocks.file_status.graphql.shown import FileStatus
from blocks.file_status.graphql.updates import (
    FileEvidenceUpdateInput,
    FileNextStepUpdateInput,
    FileParticipantsUpdateInput,
    FileReferenceInput,
    FileStatusUpdateInput,
)
from profile_core.contract import (
    Context,
    ProfileError,
    TextOutput,
    caller_of,
    clock,
    failure_of,
    failures,
    platform_of,
    sources,
)

_Info = Info[Context, None]


@strawberry.type
class AcceptedFile:
    """Stored for good. The same item sent again gets this same answer."""

    id: strawberry.ID
    external_id: str


@strawberry.type
class FilePreview:
    """The answer to a dry run: what the citizen would see, as far as the item speaks of it. Nothing is stored."""

    external_id: str
    name: list[TextOutput]
    status: FileStatus | None


FileResult = Annotated[
    AcceptedFile
    | FilePreview
    | failures.InvalidError
    | failures.NotFoundError
    | failures.ForbiddenError
    | failures.ConflictError
    | failures.WrongModeError,
    strawberry.union("FileResult"),
]


@strawberry.type
class FileMode:
    """By which mode your files come in, and the doors of former ones that are still open."""

    mode: sources.Mode
    source: str | None
    also: list[sources.Mode]

    @classmethod
    def of(cls, value: model.Chosen) -> "FileMode":
        """Convert what was chosen."""
        _, *others = value.doors(clock.now())
        return cls(mode=value.mode, source=value.source, also=[door.mode for door in others])


ChooseFileModeResult = Annotated[
    FileMode | failures.InvalidError | failures.ForbiddenError,
    strawberry.union("ChooseFileModeResult"),
]
_Work = Callable[..., Awaitable[Sequence[register.Outcome]]]


@strawberry.type
class Mutation(Announcing):
    """What a provider does with files."""

    @strawberry.mutation(
        description="Register up to 1,000 files, or what is later of them; one result each, in order."
    )
    async def register_files(
        self, info: _Info, items: list[FileInput], dry_run: bool = False
    ) -> list[FileResult]:
        return await _done(info, register.register, [one.value() for one in items], dry_run=dry_run)

    @strawberry.mutation(description="Say in which status up to 1,000 files are, or were.")
    async def update_file_statuses(
        self, info: _Info, items: list[FileStatusUpdateInput], dry_run: bool = False
    ) -> list[FileResult]:
        return await _done(info, register.update, [one.value() for one in items], dry_run=dry_run)

    @strawberry.mutation(description="Say what comes next in up to 1,000 files.")
    async def update_file_next_steps(
        self, info: _Info, items: list[FileNextStepUpdateInput], dry_run: bool = False
    ) -> list[FileResult]:
        return await _done(info, register.update, [one.value() for one in items], dry_run=dry_run)

    @strawberry.mutation(description="Say whom up to 1,000 files concern; all others see them no longer.")
    async def update_file_participants(
        self, info: _Info, items: list[FileParticipantsUpdateInput], dry_run: bool = False
    ) -> list[FileResult]:
        return await _done(info, register.update, [one.value() for one in items], dry_run=dry_run)

    @strawberry.mutation(description="Say which documents are asked for in up to 1,000 files.")
    async def update_file_evidence(
        self, info: _Info, items: list[FileEvidenceUpdateInput], dry_run: bool = False
    ) -> list[FileResult]:
        return await _done(info, register.update, [one.value() for one in items], dry_run=dry_run)

    @strawberry.mutation(
        description="Choose by which mode all your files come in. The door of the one before stays open for a day."
    )
    async def choose_file_mode(
        self, info: _Info, mode: sources.Mode, source: str | None = None, dry_run: bool = False
    ) -> ChooseFileModeResult:
        platform, caller = platform_of(info), caller_of(info)
        try:
            return FileMode.of(await choosing.choose(platform, caller, mode, source, dry_run=dry_run))
        except ProfileError as error:
            return cast("ChooseFileModeResult", failure_of(error))

    @strawberry.mutation(
        description="Delete what up to 1,000 files say. Their keys stay taken, so that none comes back."
    )
    async def delete_files(
        self, info: _Info, items: list[FileReferenceInput], dry_run: bool = False
    ) -> list[FileResult]:
        names = [(one.id, one.external_id) for one in items]
        return await _done(info, deleting.delete, names, dry_run=dry_run)


async def _done(info: _Info, work: _Work, items: Sequence[Any], *, dry_run: bool) -> list[FileResult]:
    platform = platform_of(info)
    try:
        outcomes = await work(platform, caller_of(info), items, dry_run=dry_run)
    except ProfileError as error:
        return [cast("FileResult", failure_of(error)) for _ in items]
    async with platform.store.read() as tx:
        known = await matrix.known(tx)
    return [_result(one, known) for one in outcomes]


def _result(outcome: register.Outcome, known: model.Matrix) -> FileResult:
    if isinstance(outcome, ProfileError):
        return cast("FileResult", failure_of(outcome))
    if isinstance(outcome, model.Accepted):
        return AcceptedFile(id=strawberry.ID(str(outcome.id)), external_id=outcome.external_id)
    return FilePreview(
        external_id=outcome.external_id,
        name=TextOutput.of(outcome.name) if outcome.name else [],
        status=FileStatus.of(outcome.status, known) if outcome.status else None,
    )
