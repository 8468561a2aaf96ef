"""Print what the header weighs, as browsers load it: python -m tools.size. Fails beyond the bar of 8 KiB."""

import sys
from collections.abc import Callable
from importlib import import_module

from embed_header.releases import SCRIPT, STYLE, releases
from profile_core.contract import load_blocks

compress: Callable[[bytes], bytes] = import_module("brotli").compress
_MOST, _GOAL = 8 * 1024, 5 * 1024
_BLOCKS = ("sso", "notifications", "header")


def main() -> int:
    """Weigh the newest release, and beside it what our own blocks draw in its panel."""
    newest = releases()[-1]
    script = _weight(newest.files[SCRIPT])
    print(f"{SCRIPT} {newest.version}, with its panel: {script} bytes brotli (bar {_MOST}, goal {_GOAL})")
    print(f"{STYLE}: {_weight(newest.files[STYLE])} bytes brotli")
    for block in load_blocks(_BLOCKS):
        for widget in block.header.widgets[:1] if block.header else ():
            print(
                f"widget of {block.name}, when the panel opens: {_weight(widget.read_bytes())} bytes brotli"
            )
    return int(script > _MOST)


def _weight(file: bytes) -> int:
    return len(compress(file))


if __name__ == "__main__":
    sys.exit(main())
