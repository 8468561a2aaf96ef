"""Recipes of docs/sites as they run: registered by their own page, served on a port of the test."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import free_port
from tests.region import Region
from tests.sites import pages
from tests.testing.processes import ROOT, wait_for


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A page, the order in which its blocks are pasted, and the client profile."""

    page: str
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    profile: str = "standard"

    def __str__(self) -> str:
        return f"{self.page} {self.profile}"


PYTHON = Recipe(page="python.md", before=("key", "join", "snippet"))
NODE = Recipe(page="node.md", before=("snippet",), after=("join",))
FAPI2 = Recipe(page="node.md", before=("snippet",), after=("join",), profile="fapi2")


@contextmanager
def running(recipe: Recipe, region: Region, folder: Path) -> Iterator[str]:
    """Do what a page says, from the key to the running site; return where it is."""
    site = f"http://localhost:{free_port()}"
    blocks = pages.named(recipe.page)
    (folder / "var").symlink_to(region.folder / "var")
    (folder / "node_modules").symlink_to(ROOT / "tests" / "node" / "node_modules")
    pages.write(folder, blocks)
    shell = Shell(folder, region.gateway, site, recipe.profile)
    for name in recipe.before:
        shell.run(blocks[name])
    with shell.serving(blocks["run"]):
        for name in recipe.after:
            shell.run(blocks[name])
        yield site


@dataclass(frozen=True)
class Shell:
    """Somebody's terminal."""

    folder: Path
    gateway: str
    site: str
    profile: str

    def run(self, block: str) -> str:
        """Paste a block, and return what it prints."""
        if self.profile == "fapi2":
            block = block.replace('"origin":', '"profile": "FAPI2", "origin":')
        done = subprocess.run(
            self._command(block),
            cwd=self.folder,
            env=self._known(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Error" not in done.stdout, done.stdout
        return done.stdout

    @contextmanager
    def serving(self, block: str) -> Iterator[None]:
        """Paste a block that goes on, until its site is no longer needed."""
        with (self.folder / "website.log").open("wb") as log:
            child = subprocess.Popen(
                self._command(block),
                cwd=self.folder,
                env=self._known(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_for(self.site, child)
            yield
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(30)

    def _command(self, block: str) -> list[str]:
        return ["bash", "-euo", "pipefail", "-c", pages.pasted(block, gateway=self.gateway, site=self.site)]

    def _known(self) -> dict[str, str]:
        return {**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": self.gateway, "PROFILE": self.profile}
