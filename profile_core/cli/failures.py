"""Expected failures of a command, said for people: what is wrong and what to do."""

from typing import TYPE_CHECKING

from profile_core.kit.errors import ProfileError

if TYPE_CHECKING:
    from pydantic import ValidationError


class CommandError(Exception):
    """A command cannot do what was asked; the text says what to do."""


def expected() -> tuple[type[Exception], ...]:
    """Return the failures that are no bugs. Called only when something was raised: it imports pydantic."""
    from pydantic import ValidationError

    return ProfileError, CommandError, ValidationError


def explain(error: Exception) -> str:
    """Return the sentence for a failure; settings are named as they are set."""
    from pydantic import ValidationError

    return _settings(error) if isinstance(error, ValidationError) else str(error)


def _settings(error: "ValidationError") -> str:
    prefix = _prefix(error.title)
    lines = ["A setting cannot be used. Mend it in the environment:"]
    for each in error.errors(include_input=False, include_url=False):
        name = "".join(str(part) for part in each["loc"]).upper()
        where = f"{prefix}{name}: " if name else ""
        lines.append(f"  {where}{each['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)


def _prefix(title: str) -> str:
    """Return the prefix of the settings class that a validation error names."""
    from pydantic_settings import BaseSettings

    kinds: list[type[BaseSettings]] = [BaseSettings]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return next((kind.model_config.get("env_prefix", "") for kind in kinds if kind.__name__ == title), "")
