"""The pages for operators, and the commands that stand in them."""

import re
from pathlib import Path

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"


def commands(page: str, title: str) -> str:
    """Return the shell commands of the block with a title: ```sh title."""
    found = re.search(
        rf"^```sh {re.escape(title)}\n(.*?)^```", (OPERATIONS / page).read_text(), re.MULTILINE | re.DOTALL
    )
    assert found, f"{page} has no block {title!r}"
    return found[1]
