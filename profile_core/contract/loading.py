"""Finding the blocks that an operator named, and opening what a process shares with them."""

from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import profile_core
from profile_core import audit
from profile_core.contract.block import Block, Platform, PlatformListener
from profile_core.contract.privacy import Privacy
from profile_core.directory import tables as directory
from profile_core.kit import keyfile
from profile_core.kit.errors import InvalidError
from profile_core.kit.settings import Settings
from profile_core.kit.texts import texts
from profile_core.outbound import tables as outbound
from profile_core.pages.render import Pages
from profile_core.sources import tables as sources
from profile_core.store import Fact, Listener, facts, open_store
from profile_core.store.migrate import Migrations

_HOME = Path(profile_core.__file__).parent
CORE = (
    Migrations(name="store", metadata=facts.metadata, folder=_HOME / "store/migrations"),
    Migrations(name="directory", metadata=directory.metadata, folder=_HOME / "directory/migrations"),
    Migrations(name="audit", metadata=audit.metadata, folder=_HOME / "audit/migrations"),
    Migrations(name="outbound", metadata=outbound.metadata, folder=_HOME / "outbound/migrations"),
    Migrations(name="sources", metadata=sources.metadata, folder=_HOME / "sources/migrations"),
)
"""The histories that every deployment has, before those of its blocks."""
GROUP = "citizen_profile.blocks"
FIRST = ((texts(nl="Overzicht", fr="Aperçu", de="Überblick", en="Overview"), "/me"),)
LAST = (
    (
        texts(nl="Wie keek er?", fr="Qui a regardé ?", de="Wer hat hingesehen?", en="Who looked?"),
        "/me/looked",
    ),
    (texts(nl="Mijn gegevens", fr="Mes données", de="Meine Daten", en="My data"), "/me/data"),
)
"""Pages of no block, which stand beside those of all blocks, before and after them (``profile_core.profile``)."""


def load_blocks(names: Sequence[str]) -> tuple[Block, ...]:
    """Import the named blocks, in order; a name that is not installed raises ``InvalidError``."""
    installed = {point.name: point for point in entry_points(group=GROUP)}
    loaded: list[Block] = []
    for name in names:
        if name not in installed:
            known = ", ".join(sorted(installed)) or "none"
            message = f"No block {name!r} is installed. Installed are: {known}. Mend CITIZEN_PROFILE_BLOCKS."
            raise InvalidError("blocks.unknown", message)
        block = installed[name].load()
        if not isinstance(block, Block) or block.name != name:
            message = f"The entry point {name!r} must name a Block whose name is {name!r}."
            raise InvalidError("blocks.malformed", message)
        if unsaid := undeclared(block):
            message = f"{name} keeps what it does not declare: {', '.join(unsaid)}. Name it in Block.privacy."
            raise InvalidError("blocks.undeclared", message)
        loaded.append(block)
    return tuple(loaded)


def undeclared(block: Block) -> list[str]:
    """Return the tables and columns of a block that its ``privacy`` does not name."""
    if block.migrations is None:
        return []
    privacy, tables = block.privacy or Privacy(), block.migrations.metadata.tables
    kept = {one.table.name: one.declared for one in privacy.kept}
    missing = [name for name in tables if name not in kept and name not in privacy.nobodys]
    for name in tables.keys() & kept.keys():
        missing += [
            f"{name}.{column.name}" for column in tables[name].columns if column.name not in kept[name]
        ]
    return sorted(missing)


def histories(blocks: Sequence[Block]) -> tuple[Migrations, ...]:
    """Return all migration histories of a deployment, in the order in which they are brought up to date."""
    return (*CORE, *(block.migrations for block in blocks if block.migrations))


def open_platform(settings: Settings) -> Platform:
    """Load the blocks, read the keyring and prepare the store; connects to nothing yet."""
    blocks = load_blocks(settings.block_names)
    if not settings.keyring_file.is_file():
        message = f"There is no keyring at {settings.keyring_file}. Make one: citizen-profile keyring create"
        raise InvalidError("keyring.missing", message)
    return Platform(
        settings=settings,
        store=open_store(settings, listeners_by_fact(blocks)),
        keyring=keyfile.parse(settings.keyring_file.read_bytes()),
        pages=Pages(
            public_url=settings.public_url,
            timezone=settings.timezone,
            folders={block.name: block.pages for block in blocks if block.pages},
            navigation=[
                *FIRST,
                *((block.header.label, block.header.path) for block in blocks if block.header),
                *(entry for block in blocks for entry in block.navigation),
                *LAST,
            ],
            footer=[entry for block in blocks for entry in block.footer],
        ),
        blocks=blocks,
    )


def listeners_on(platform: Platform) -> list[Listener[Any]]:
    """Return the listeners of all blocks, as those of this process."""
    return [
        one.on(platform) if isinstance(one, PlatformListener) else one
        for block in platform.blocks
        for one in block.listeners
    ]


def listeners_by_fact(blocks: Sequence[Block]) -> dict[type[Fact], tuple[str, ...]]:
    """Return the names of the listeners of each kind of fact; a name given twice raises ``InvalidError``."""
    heard: dict[type[Fact], tuple[str, ...]] = {}
    names: set[str] = set()
    for listener in (listener for block in blocks for listener in block.listeners):
        if listener.name in names:
            raise InvalidError("blocks.listener", f"Two listeners are called {listener.name!r}.")
        names.add(listener.name)
        heard[listener.fact] = (*heard.get(listener.fact, ()), listener.name)
    return heard
