"""The sample of the directory page is loaded as it stands there."""

import re

from joserfc.jwk import ECKey

from profile_core.directory.load import load
from profile_core.kit.keyring import new_keyring
from profile_core.store import Store
from tests.operations.pages import OPERATIONS


async def test_sample_of_the_directory_page_is_loaded(store: Store) -> None:
    block = re.search(
        r"^```yaml\n(.*?)^```", (OPERATIONS / "directory.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert block is not None
    key = ECKey.generate_key("P-256").as_dict(private=False)
    sample = block[1].replace('x: "...", y: "..."', f"x: {key['x']}, y: {key['y']}")
    async with store.begin() as tx:
        changes = await load(tx, new_keyring(), sample, production=False)
    kinds = ["provider", "supplier", "service", "agreement", "application", "site"]
    assert list(dict.fromkeys(change.kind for change in changes)) == [
        *kinds,
        "synthetic citizen",
        "synthetic enterprise",
    ]
