"""The built element, release by release: what ``dist/`` holds, which stands in the repository."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embed_header.integrity import integrity_of

SCRIPT = "citizen-profile-header.js"
STYLE = "fallback.css"
_DIST = Path(__file__).with_name("dist")
_EARLY = "-next."


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version that a site may have pinned; its files never change again.

    ``1.2.0-next.1`` comes before 1.2.0 (semver.org section 11): whoever wants to try it early pins it.
    """

    version: str
    files: Mapping[str, bytes]

    @property
    def order(self) -> tuple[int, ...]:
        """Return what versions sort by."""
        core, _, early = self.version.partition(_EARLY)
        return (*(int(part) for part in core.split(".")), 0 if early else 1, int(early or 0))

    @property
    def early(self) -> bool:
        """Tell whether nobody gets it without asking for it."""
        return _EARLY in self.version

    @property
    def line(self) -> str:
        """Return the evergreen address that leads here while no newer release of the major version does."""
        return f"v{self.order[0]}"

    def integrity(self, name: str) -> str:
        """Return what a browser checks a file by."""
        return integrity_of(self.files[name])


def releases() -> tuple[Release, ...]:
    """Read all releases, oldest first."""
    found = [_release(folder) for folder in _DIST.glob("[0-9]*")]
    return tuple(sorted(found, key=lambda release: release.order))


def pinned(known: Sequence[Release]) -> Release:
    """Return what the snippet pins: the newest that is not early."""
    return [release for release in known if not release.early][-1]


def by_address(known: Sequence[Release]) -> dict[str, Release]:
    """Return each release under its own version, the newest of each major version under its line, and of all as next.

    ``known`` are sorted, oldest first.
    """
    evergreen = {release.line: release for release in known if not release.early}
    return evergreen | {"next": known[-1]} | {release.version: release for release in known}


def _release(folder: Path) -> Release:
    return Release(
        version=folder.name, files={name: (folder / name).read_bytes() for name in (SCRIPT, STYLE)}
    )
