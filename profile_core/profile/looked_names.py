"""What those are called who stand in audit lines: for all lines of a page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from profile_core.contract import SELF, Provider, Texts, Tx, directory, ids
from profile_core.directory.model import Application
from profile_core.sources.rows import registered as sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Providers by id, and whose each program and each source is."""

    providers: Mapping[UUID, Provider]
    programs: Mapping[str, Application]
    sources: Mapping[UUID, UUID]

    def of_program(self, row: Any) -> Texts | None:
        """Return whose program a line is of; None for another actor, and where it is known no longer."""
        if row.actor_kind != "provider":
            return None
        return self._of(row.actor)

    def told(self, row: Any) -> list[Texts]:
        """Return to whom something went: sites and providers that were named, sources that were asked."""
        found = [self._of(one) for one in _clients(row)]
        for one in _sources(row):
            provider = self.providers.get(self.sources[one]) if one in self.sources else None
            found.append(provider.name if provider else None)
        found += [self.providers[one].name for one in _providers(row) if one in self.providers]
        return list(dict.fromkeys(one for one in found if one is not None))

    def _of(self, client_id: str) -> Texts | None:
        program = self.programs.get(client_id)
        provider = self.providers.get(program.provider) if program else None
        return provider.name if provider else None


async def of(tx: Tx, rows: Sequence[Any]) -> Names:
    """Read the names of all who stand in lines: programs, sources and providers, each in one statement."""
    clients = {row.actor for row in rows if row.actor_kind == "provider"}
    clients |= {one for row in rows for one in _clients(row)}
    asked = {one for row in rows for one in _sources(row)}
    programs = await directory.applications(tx, clients)
    known = await sources.by_ids(tx, asked) if asked else {}
    whose = {one.provider for one in programs.values()} | {one.provider for one in known.values()}
    whose |= {one for row in rows for one in _providers(row)}
    return Names(
        providers=await directory.providers(tx, whose),
        programs=programs,
        sources={key: one.provider for key, one in known.items()},
    )


def role(row: Any) -> str:
    """Return the code of the role of who acts for somebody else, else nothing."""
    code = row.detail.get("role", "")
    return "" if code == SELF else code


def _clients(row: Any) -> list[str]:
    return row.detail.get("clients", "").split()


def _sources(row: Any) -> list[UUID]:
    if row.action != "sources.asked":
        return []
    return [one for text in row.detail.get("ids", "").split() if (one := ids.parse_id(text))]


def _providers(row: Any) -> list[UUID]:
    return [one for text in row.detail.get("providers", "").split() if (one := ids.parse_id(text))]
