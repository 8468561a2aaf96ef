"""The built element, release by release: what ``dist/`` holds, which stands in the repository."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha384
from pathlib import Path

SCRIPT = "citizen-profile-header.js"
STYLE = "fallback.css"
_DIST = Path(__file__).with_name("dist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version that a site may have pinned; its files never change again."""

    version: str
    files: Mapping[str, bytes]

    @property
    def order(self) -> tuple[int, ...]:
        """Return what versions sort by."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def line(self) -> str:
        """Return the evergreen address that leads here while no newer release of the major version does."""
        return f"v{self.order[0]}"

    def integrity(self, name: str) -> str:
        """Return what a browser checks a file by (Subresource Integrity section 3.1)."""
        return f"sha384-{base64.b64encode(sha384(self.files[name]).digest()).decode()}"


def releases() -> tuple[Release, ...]:
    """Read all releases, oldest first."""
    found = [_release(folder) for folder in _DIST.iterdir() if folder.is_dir()]
    return tuple(sorted(found, key=lambda release: release.order))


def by_address(known: tuple[Release, ...]) -> dict[str, Release]:
    """Return each release under its own version, and the newest of each major version under its line."""
    evergreen = {release.line: release for release in known}
    return evergreen | {release.version: release for release in known}


def _release(folder: Path) -> Release:
    return Release(
        version=folder.name, files={name: (folder / name).read_bytes() for name in (SCRIPT, STYLE)}
    )
