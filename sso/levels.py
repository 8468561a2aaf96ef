"""Levels of assurance (eIDAS, Regulation (EU) 910/2014 article 8): how sure a login is."""

from collections.abc import Iterable

LEVELS = ("low", "substantial", "high")
_PREFIX = "http://eidas.europa.eu/LoA/"
ACR_VALUES = tuple(f"{_PREFIX}{level}" for level in LEVELS)
"""As sites ask for them (``acr_values``) and are told them (``acr``), lowest first."""


def acr_of(level: str) -> str:
    """Return how a site is told of a level."""
    return f"{_PREFIX}{level}"


def asked_for(words: Iterable[str]) -> str:
    """Return the lowest level among ``acr_values``, empty where none is ours: any of them will do for the site."""
    asked = [level for level in LEVELS if acr_of(level) in words]
    return asked[0] if asked else ""


def reaches(level: str, wanted: str) -> bool:
    """Tell whether a level is as high as wanted; nothing wanted is reached by anything."""
    return not wanted or LEVELS.index(level) >= LEVELS.index(wanted)
