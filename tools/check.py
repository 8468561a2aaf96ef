"""Run all checks side by side: python -m tools.check [name ...]; those of one's own stand in tools/checks/."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_BIN = Path(sys.executable).parent
_OWN = ("sizes", "commits", "acting", "locks", "schemas", "documented")
CHECKS: dict[str, list[str]] = {
    "types": [str(_BIN / "pyright"), "--warnings"],
    "floors": [str(_BIN / "lint-imports"), "--no-cache"],
    "header": [str(_BIN / "npm"), "run", "--silent", "check", "--prefix", "embed_header"],
    **{name: [sys.executable, "-m", f"tools.checks.{name}"] for name in _OWN},
    "style": [str(_BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(_BIN / "ruff"), "format", "--quiet", "--check", "."],
}
"""Name and command, the slow ones first. Each prints what is wrong and fails, or says nothing."""


def main() -> int:
    """Run the checks that are named, or all; return how many failed."""
    names = sys.argv[1:] or list(CHECKS)
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in as_completed([pool.submit(_run, name) for name in names]):
            name, seconds, output = done.result()
            print(f"{'FAILED' if output is not None else 'ok':6}  {name:12} {seconds:5.1f} s", flush=True)
            if output is not None:
                failed += 1
                print(output.rstrip(), flush=True)
    return failed


def _run(name: str) -> tuple[str, float, str | None]:
    began = time.monotonic()
    environment = {**os.environ, "PATH": f"{_BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        CHECKS[name],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return name, time.monotonic() - began, done.stdout if done.returncode else None


if __name__ == "__main__":
    sys.exit(min(main(), 1))
