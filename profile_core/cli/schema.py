"""``citizen-profile schema``."""

from typing import Annotated, Literal

import typer


def schema(
    which: Annotated[Literal["citizen", "provider"], typer.Argument(help="Which of the two.")],
) -> None:
    """Print a GraphQL schema as the named blocks compose it."""
    from profile_core.contract import load_blocks
    from profile_core.gateway.compose import compose
    from profile_core.kit.settings import Settings

    schemas = compose(load_blocks(Settings().block_names))
    print((schemas.citizen if which == "citizen" else schemas.provider).as_str().rstrip())
