"""What a citizen asks of files."""

import strawberry
from strawberry.types import Info

from blocks.file_status import merged, model, read
from blocks.file_status.graphql.shown import FileContent, FileStatus
from profile_core.contract import (
    Context,
    PageInfo,
    TextOutput,
    citizen_of,
    directory,
    ids,
    paging,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.input
class FileFilterInput:
    """Narrow the list down; what is left out does not narrow. `over` files have come to their end."""

    provider_code: str | None = None
    phase: str | None = None
    over: bool | None = None
    must_act: bool | None = None


@strawberry.type
class File(FileContent):
    """A file of the citizen, or of whom they act for. `mustAct` says that something is asked of them in it."""

    id: strawberry.ID
    provider_code: str
    provider_name: list[TextOutput]
    relations: list[model.Relation]
    right: model.Right
    must_act: bool


@strawberry.type
class FileWithHistory(File):
    """A file with all statuses that it had, the oldest first."""

    history: list[FileStatus]


@strawberry.type
class FileConnection:
    """One page of files."""

    nodes: list[File]
    page_info: PageInfo


@strawberry.type
class FilePhase:
    """A phase in which a file can be, in the order of the road; `expected` ones lie on the usual road."""

    code: str
    name: list[TextOutput]
    expected: bool
    over: bool


@strawberry.type
class FileStatuses:
    """The files of whom the citizen acts for, at every provider."""

    @strawberry.field(description="What asks something of the citizen first, then the newest.")
    async def files(
        self,
        info: _Info,
        filter: FileFilterInput | None = None,
        first: int = 20,
        after: str | None = None,
        language: str = "nl",
    ) -> FileConnection:
        platform, acting = platform_of(info), citizen_of(info)
        most = paging.size(first)
        place = paging.unsealed(platform.keyring, acting, model.PLACES, after, model.TOP)
        wanted = await _wanted(info, filter or FileFilterInput())
        if wanted is None:
            return FileConnection(nodes=[], page_info=paging.info([], more=False, resumed=False))
        listed = await merged.page(platform, acting, wanted, place, most=most, language=language)

        def sealed(place: model.Place) -> str:
            return paging.sealed(platform.keyring, acting, model.PLACES, place)

        ends = [sealed(model.Place(after=one.position)) for one in (*listed.files[:1], *listed.files[-1:])]
        info_ = paging.info(ends, more=listed.resume is not None, resumed=after is not None)
        if listed.resume is not None:
            info_.end_cursor = sealed(listed.resume)
        return FileConnection(nodes=[_file(one, listed) for one in listed.files], page_info=info_)

    @strawberry.field(description="One of them; null when there is none, or when it is somebody else's.")
    async def file(self, info: _Info, id: strawberry.ID, language: str = "nl") -> FileWithHistory | None:
        whole = await read.whole(platform_of(info), citizen_of(info), ids.parse_id(id), language)
        if whole is None:
            return None
        listed = merged.Listed(
            files=[whole.file],
            resume=None,
            senders={whole.file.provider: whole.sender},
            matrix=whole.matrix,
        )
        history = [FileStatus.of(one.status, whole.matrix) for one in whole.history]
        return FileWithHistory(**vars(_file(whole.file, listed)), history=history)


async def _wanted(info: _Info, asked: FileFilterInput) -> model.FileFilter | None:
    """Return the filter as a plain value; None where nobody has the code of the provider."""
    provider = None
    if asked.provider_code:
        async with platform_of(info).store.read() as tx:
            provider = await directory.provider_of_code(tx, asked.provider_code)
        if provider is None:
            return None
    return model.FileFilter(
        provider=provider.id if provider else None,
        phase=asked.phase,
        over=asked.over,
        must_act=asked.must_act,
    )


def _file(copy: model.Copy, listed: merged.Listed) -> File:
    sender = listed.senders[copy.provider]
    return File(
        **vars(FileContent.of(copy, listed.matrix)),
        id=strawberry.ID(str(copy.id)),
        provider_code=sender.code,
        provider_name=TextOutput.of(sender.name),
        relations=list(copy.relations),
        right=copy.right,
        must_act=copy.must_act,
    )
