"""Who lives in a demo: the synthetic citizens and enterprises of the simulators' own files."""

from pathlib import Path
from typing import Any

import msgspec

import profile_core

_TESTING = Path(profile_core.__file__).parent / "testing"


def citizens() -> list[dict[str, Any]]:
    """Return the synthetic citizens: ``sub``, ``given_name``, ``family_name``, ``national_number``, ``born``.

    ``logs_in`` is false for children.
    """
    return _read(_TESTING / "citizens.json")


def enterprises() -> list[dict[str, Any]]:
    """Return what the enterprise register knows: ``holder``, ``code``, ``name``, ``enterpriseNumber``."""
    return _read(_TESTING / "registers/data/enterprises.json")


def _read(file: Path) -> list[dict[str, Any]]:
    return msgspec.json.decode(file.read_bytes(), type=list[dict[str, Any]])
