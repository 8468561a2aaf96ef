"""What a page of docs/sites says to paste, for the ports and the programs of a test."""

import re
from pathlib import Path

from tests.testing.processes import NODE, ROOT

_PAGES = ROOT / "docs" / "sites"
_BLOCK = re.compile(r"^```\w+ ([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = {
    ".venv/bin/": f"{ROOT}/.venv/bin/",
    "venv/bin/": f"{ROOT}/.venv/bin/",
    "node ": f"{NODE} ",
}


def named(page: str) -> dict[str, str]:
    """Return the named blocks of a page, as they stand."""
    return dict(_BLOCK.findall((_PAGES / page).read_text()))


def pasted(block: str, *, gateway: str, site: str) -> str:
    """Put the addresses of a test where the page has those of the demo and of port 3000."""
    pattern = "|".join(rf"(?<![\w./]){re.escape(name)}" for name in _PROGRAMS)
    block = re.sub(pattern, lambda match: _PROGRAMS[match.group()], block)
    port = site.rpartition(":")[2]
    block = block.replace("http://localhost:8400", gateway).replace("http://localhost:3000", site)
    return block.replace("--port 3000", f"--port {port}").replace("localhost-3000", f"localhost-{port}")


def write(folder: Path, blocks: dict[str, str]) -> None:
    """Write the blocks that are files."""
    for name, block in blocks.items():
        if "." in name:
            (folder / name).write_text(block)
