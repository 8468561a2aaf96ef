"""A block is one value: this screen shows all that one can offer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from starlette.requests import Request
from starlette.routing import BaseRoute

from profile_core.contract.channels import Channel
from profile_core.contract.disclosures import Disclosure
from profile_core.contract.measures import Measure
from profile_core.contract.overview import OverviewPart, SearchPart
from profile_core.contract.privacy import Privacy
from profile_core.contract.roles import RoleSource
from profile_core.contract.timeline import TimelinePart
from profile_core.kit.acting import Acting, Caller, Life
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import BlockSettings, Settings
from profile_core.kit.texts import Texts
from profile_core.outbound import Use
from profile_core.pages.render import Pages
from profile_core.sources.asking import Sources
from profile_core.sources.feed import Feed
from profile_core.sources.signing import Signer
from profile_core.store import Fact, Listener, Store, Tx
from profile_core.store.migrate import Migrations

if TYPE_CHECKING:
    from typer import Typer

F = TypeVar("F", bound=Fact)

Authenticator = Callable[[Request], Awaitable[Acting | Caller | None]]
"""Tells who asks: None when the request carries nothing of this kind; a bad token raises
``UnauthenticatedError``."""

Living = Callable[[Tx, Sequence[Acting]], Awaitable[Sequence[Life]]]
"""Says of each of these, in their order, whether session and token still live; asked for all at once. For its
age a stream ends by itself (``Acting.token``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What a running process shares with its blocks."""

    settings: Settings
    store: Store
    keyring: Keyring
    pages: Pages
    blocks: tuple["Block", ...]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process was asked to stop: what holds a connection open lets go of it."""
    sources: Sources = field(init=False, repr=False, compare=False)
    """Asks the sources of providers; it opens nothing before it is asked, and is closed with the process."""

    def __post_init__(self) -> None:
        sources = Sources(self.settings, self.store, self.keyring, lambda: _signer(self))
        object.__setattr__(self, "sources", sources)


def _signer(platform: Platform) -> Signer | None:
    """Return what signs for a process: the first block that offers it does."""
    return next((block.signer(platform) for block in platform.blocks if block.signer is not None), None)


Opener = Callable[[], AbstractAsyncContextManager[Platform]]
"""Opens a platform for as long as a command runs."""

Commands = Callable[[Opener], "Typer"]
"""Makes a group of commands of the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderItem:
    """One line in the header's panel. ``name`` is a registered name and carries no personal data."""

    id: UUID
    name: Texts
    sender: Texts
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderPart:
    """What a block shows in the panel of the embedded header: an entry that leads to ``path`` on our origin.

    ``unread`` answers for many citizens in one statement, in their order, each capped at 100 (shown as 99+).
    ``latest`` gives the newest items, at most as many as asked for. ``widgets`` are modules that draw the block's
    part of the panel when it is opened, the newest first; pages pin one by its hash, so former ones stay.
    """

    label: Texts
    path: str
    unread: Callable[[Tx, Sequence[Acting]], Awaitable[Sequence[int]]]
    latest: Callable[[Tx, Acting, int], Awaitable[Sequence[HeaderItem]]] | None = None
    widgets: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that comes round: ``run`` is called on one worker at a time, ``every`` so many seconds."""

    name: str
    every: float
    run: Callable[[Platform], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformListener(Generic[F]):
    """A ``Listener`` that needs what the process shares: its settings, its keys, what other blocks plug in.

    ``hearing`` is asked once in each process, and returns what hears.
    """

    name: str
    fact: type[F]
    hearing: Callable[[Platform], Callable[[Tx, Sequence[F]], Awaitable[None]]]

    def on(self, platform: Platform) -> Listener[F]:
        """Return it as the listener of one process."""
        return Listener(name=self.name, fact=self.fact, hear=self.hearing(platform))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A pluggable building block. ``name`` is its entry-point name, in snake_case.

    ``citizen_query`` and ``provider_query`` are Strawberry types made without arguments; they appear as one
    nullable root field with the block's name. The fields of the ``*_mutation`` types become root mutations.
    """

    name: str
    title: Texts
    settings: type[BlockSettings] | None = None
    citizen_query: type | None = None
    citizen_mutation: type | None = None
    provider_query: type | None = None
    provider_mutation: type | None = None
    bulk: tuple[str, ...] = ()
    """Provider mutations, by their GraphQL names, whose lists of items are read and answered without the GraphQL
    library. Their resolvers get structs with the fields and methods of the input types, and of ``info`` the context."""
    migrations: Migrations | None = None
    listeners: tuple[Listener[Any] | PlatformListener[Any], ...] = ()
    schedule: tuple[Job, ...] = ()
    outbound: Callable[[Platform], Sequence[Use]] | None = None
    """What must reach somebody outside, written down by ``outbound.tell`` and sent by the workers."""
    channels: Callable[[Platform], Sequence[Channel]] | None = None
    """More ways in which notifications reach citizens; providers allow them by code in their types."""
    routes: Callable[[Platform], Sequence[BaseRoute]] | None = None
    site_paths: tuple[str, ...] = ()
    """Own addresses that pages of registered sites may POST to from the browser, with a token (CORS)."""
    pages: Path | None = None
    """A folder with ``templates/`` and ``locale/``; its templates are called ``<name>/....html``."""
    navigation: tuple[tuple[Texts, str], ...] = ()
    """More (label, path) pairs that stand beside the pages of a citizen who is logged in, after all headers'."""
    overview: OverviewPart | None = None
    """What the block tells on the citizen's first page; one that fails or takes long is named there."""
    search: SearchPart | None = None
    """Finds the citizen's things by words, where all blocks are searched together."""
    timeline: TimelinePart | None = None
    """Adds to the timeline of a file what the block has that a provider bound to it."""
    disclosures: Mapping[str, Disclosure] = field(default_factory=dict[str, Disclosure])
    """What the block's audit lines say, by their ``action``, in *who looked at my data*."""
    footer: tuple[tuple[Texts, str], ...] = ()
    """(label, path) pairs at the foot of every page of ours, also where nobody is logged in."""
    header: HeaderPart | None = None
    header_documents: tuple[str, ...] = ()
    """The GraphQL documents that a header token may ask: one of each release that a site may have pinned."""
    authenticate: Callable[[Platform], Authenticator] | None = None
    living: Living | None = None
    """Asked while live streams are open, so that none outlives the session and the token that it was opened with."""
    role_sources: Callable[[Platform], Sequence[RoleSource]] | None = None
    """Where the roles of citizens come from; sign-on asks all of all blocks."""
    privacy: Privacy | None = None
    """What each of the block's tables holds about citizens: it is exported, erased and kept by that."""
    signer: Callable[[Platform], Signer] | None = None
    """Signs with a key that others find published what leaves in our name; one block of a deployment does."""
    feed: Callable[[Platform], Feed] | None = None
    """Takes the changes of sources that the block follows (``sources.follow_only``); the workers ask for them."""
    reseal: Callable[[Platform], Awaitable[int]] | None = None
    """Seals anew, under the generation that seals now, what the block keeps for long; returns how many it did."""
    health: Callable[[Platform], Awaitable[str | None]] | None = None
    """Returns what is wrong, or None."""
    measures: Callable[[Platform], Awaitable[Sequence[Measure]]] | None = None
    """Figures for the operator's tools, asked when a worker's ``/metrics`` is read."""
    cli: Mapping[str, "Commands"] = field(default_factory=dict[str, "Commands"])
    """Commands of the operator, by the name of their group: ``citizen-profile <group> ...``; each opens the
    platform when it needs it. Groups that two blocks call alike become one."""
