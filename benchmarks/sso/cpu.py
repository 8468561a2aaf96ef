"""How much CPU processes have used, as Linux counts it (proc(5))."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """Return the seconds that a process has used, with all its threads."""
    return _seconds(_fields(Path(f"/proc/{pid}/stat")), 11, 12)


def of_family(pid: int) -> float:
    """Return the seconds of a process, of its children that live, and of those that have ended."""
    own = _seconds(_fields(Path(f"/proc/{pid}/stat")), 11, 12, 13, 14)
    return own + sum(_seconds(fields, 11, 12) for fields in _everybody() if fields[1] == str(pid))


def _everybody() -> list[list[str]]:
    found: list[list[str]] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append(_fields(path))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _fields(path: Path) -> list[str]:
    """Return what stands behind the name, which may hold spaces: first the state, then the parent."""
    return path.read_text().rpartition(") ")[2].split()


def _seconds(fields: list[str], *which: int) -> float:
    return sum(int(fields[one]) for one in which) / _TICKS
