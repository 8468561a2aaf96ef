"""The files: what asks something of the citizen first, then the newest; or those that have ended."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from msgspec import structs
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from blocks.file_status import merged
from blocks.file_status.merged import Listed
from blocks.file_status.model import PLACES, TOP, FileFilter
from blocks.file_status.pages import shown as shows
from blocks.file_status.pages.shown import FILES
from blocks.file_status.rows import listed as rows
from profile_core.contract import Acting, Platform, Silent, Texts, directory, ids, paging, visitor

_ON_A_PAGE = 20
_CODE = re.compile(r"[a-z][a-z0-9_]{0,99}")
VIEWS = {
    "all": FileFilter(),
    "running": FileFilter(over=False),
    "over": FileFilter(over=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice of the form by which the list is made shorter."""

    code: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which files are wanted, as the address says it: a view, and what narrows it. Odd words narrow nothing."""

    view: str
    sender: str
    phase: str

    @classmethod
    def of(cls, query: QueryParams) -> "Asked":
        """Read an address."""
        view, phase = query.get("view", ""), query.get("phase", "")
        sender = ids.parse_id(query.get("sender", ""))
        return cls(
            view=view if view in VIEWS else "all",
            sender="" if sender is None else str(sender),
            phase=phase if _CODE.fullmatch(phase) else "",
        )

    @property
    def filter(self) -> FileFilter:
        """Return what it narrows to."""
        return structs.replace(
            VIEWS[self.view], provider=UUID(self.sender) if self.sender else None, phase=self.phase or None
        )

    def address(self, **more: str) -> str:
        """Return its address, and what is more of it."""
        said = {"view": self.view if self.view != "all" else "", "sender": self.sender, "phase": self.phase}
        query = urlencode({name: value for name, value in (said | more).items() if value})
        return f"{FILES}?{query}" if query else FILES


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a view of the files."""
    asked, after = Asked.of(request.query_params), request.query_params.get("after")
    place = paging.unsealed(platform.keyring, acting, PLACES, after, TOP)
    language = platform.pages.language(request)
    listed = await merged.page(platform, acting, asked.filter, place, most=_ON_A_PAGE, language=language)
    found = shows.files(listed.files, listed.senders, listed.matrix)
    onward = listed.resume and paging.sealed(platform.keyring, acting, PLACES, listed.resume)
    return platform.pages.page(
        request,
        "file_status/files.html",
        visitor=visitor(acting),
        asked=asked,
        senders=await _senders(platform, acting, listed, language),
        phases=[Choice(code=one.code, name=one.name) for one in listed.matrix.phases],
        asking=[one for one in found if one.must_act],
        others=[one for one in found if not one.must_act],
        sources=Silent.among(listed.said, listed.senders),
        late=listed.resume is not None and listed.resume.only is not None,
        older=asked.address(after=onward) if onward else "",
        newest=asked.address() if after else "",
    )


async def _senders(platform: Platform, acting: Acting, listed: Listed, language: str) -> Sequence[Choice]:
    """Return whose files there may be, by name."""
    async with platform.store.read() as tx:
        wanted: Collection[UUID] = await rows.providers(tx, acting) | listed.offered
        known = await directory.providers(tx, wanted)
    named = [Choice(code=str(one.id), name=one.name) for one in known.values()]
    return sorted(named, key=lambda one: one.name.in_language(language))
