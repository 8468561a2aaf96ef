"""The header's script as a browser gets it, compressed by brotli."""

import subprocess
import sys
from pathlib import Path

from benchmarks.figure import Figure

_DIST = Path(__file__).parents[1] / "embed_header" / "dist"
_NODE = Path(sys.executable).with_name("node")
_WEIGH = "console.log(zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length)"
_MOST = 8 * 1024


def measure() -> list[Figure]:
    """Weigh the newest version that is committed."""
    newest = max(_DIST.glob("*/*.js"), key=lambda path: [int(part) for part in path.parent.name.split(".")])
    done = subprocess.run([_NODE, "-e", _WEIGH, newest], stdout=subprocess.PIPE, text=True, check=True)
    size = int(done.stdout)
    value = f"{size / 1024:.1f} KB"
    return [Figure(what="header script with panel, brotli", value=value, bar="<= 8 KB", met=size <= _MOST)]
