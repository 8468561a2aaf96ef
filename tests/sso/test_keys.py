"""Signing keys: one first key, whoever makes it; private parts only under the keyring."""

import asyncio
import json

from profile_core.contract import Store, clock
from profile_core.kit.keyring import new_keyring
from sso import rows
from sso.keys import SigningKeys


async def test_many_first_processes_make_one_key(store: Store):
    keyring = new_keyring()
    rings = await asyncio.gather(*(SigningKeys(store, keyring).ring() for _ in range(8)))
    assert len({ring.signer.kid for ring in rings}) == 1
    async with store.read() as tx:
        assert len(await rows.keys(tx, clock.now())) == 1


async def test_published_and_stored_keys_show_nothing_private(store: Store):
    ring = await SigningKeys(store, new_keyring()).ring()
    [published] = ring.published()["keys"]
    assert (published["alg"], published["use"], "d" in published) == ("ES256", "sig", False)
    async with store.read() as tx:
        [row] = await rows.keys(tx, clock.now())
    secret = ring.signer.as_dict(private=True)["d"]
    assert str(secret).encode() not in row.public.encode() + row.sealed
    assert "d" not in json.loads(row.public)
