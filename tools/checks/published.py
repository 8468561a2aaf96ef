"""Everything that an outsider may use by name: fields of a block, settings, facts, commands."""

import dataclasses
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

from pydantic_settings import BaseSettings
from typer.main import get_command

from profile_core.cli import app
from profile_core.cli.blocks import add_groups
from profile_core.contract import Block, Fact, Platform, load_blocks
from profile_core.kit.settings import Settings
from tools.checks.source import PACKAGES

T = TypeVar("T")


def public_names() -> Iterator[tuple[str, str]]:
    """Yield kind and name, as the docs should have them."""
    add_groups(app, load_blocks(Settings.model_construct().block_names))
    for process in ("gateway", "worker"):
        import_module(f"profile_core.{process}.settings")
    for kind in (Block, Platform):
        yield from ((f"{kind.__name__} field", f"`{field.name}`") for field in dataclasses.fields(kind))
    for settings in _below(BaseSettings):
        prefix = settings.model_config.get("env_prefix", "")
        yield from (("setting", prefix + name.upper()) for name in settings.model_fields)
    yield from dict.fromkeys(("fact", f"`{fact.__name__}`") for fact in _below(Fact))
    yield from (("command", name) for name in _commands(get_command(app), "citizen-profile"))


def _below(kind: type[T]) -> Iterator[type[T]]:
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] in PACKAGES:
            yield one
        yield from _below(one)


def _commands(command: object, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield name
    for sub in inner.values():
        yield from _commands(sub, f"{name} {sub.name}")
