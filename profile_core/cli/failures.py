"""Expected failures of a command, said for people: what is wrong and what to do."""

from profile_core.kit.errors import ProfileError


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


def _settings(error: Exception) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    wrong = [
        f"  {'_'.join(map(str, each['loc'])).upper() or error.title}: {each['msg'].removeprefix('Value error, ')}"
        for each in error.errors(include_input=False, include_url=False)
    ]
    return "\n".join(["A setting cannot be used. Mend it in the environment:", *wrong])
