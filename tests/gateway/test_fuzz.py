"""Schemathesis asks both endpoints of our own blocks at random: no question makes us fail."""

import asyncio
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from profile_core.contract.loading import listeners_by_fact
from profile_core.kit import keyfile
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.conftest import migrate
from tests.databases import Cluster
from tests.faults.size import sized
from tests.gateway.conftest import start_gateway
from tests.notifications import tokens
from tests.notifications.platforms import block, platform_with
from tests.notifications.played import set_up

CASES = (20, pytest.param(sized(short=300, long=2_000), marks=pytest.mark.faults("F12")))
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
ASK = ("/graphql", "/provider/graphql")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict]]:
    """Serve our blocks with two providers and some citizens; return the address and a token per endpoint."""
    folder = tmp_path_factory.mktemp("fuzzed")
    url = f"sqlite+aiosqlite:///{folder}/fuzzed.sqlite"
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.url(cluster.create())
    migrate(url)
    keyring_file = folder / "keyring.json"
    keyring = new_keyring()
    keyring_file.write_bytes(keyfile.dump(keyring))
    headers = asyncio.run(_set_up(url, keyring))
    changes = {"BLOCKS": "notifications,header", "KEYRING_FILE": str(keyring_file)}
    with start_gateway(url, folder, "real", **changes) as process:
        yield process.url, headers


@pytest.mark.parametrize("path", ASK)
@pytest.mark.parametrize("cases", CASES)
def test_random_questions_find_no_server_error(asked, cases, path):
    address, headers = asked
    schema = schemathesis.graphql.from_url(address + path, headers=headers[path])
    statuses: list[int] = []

    @seed(2026)
    @settings(max_examples=cases, phases=[Phase.generate], suppress_health_check=_SLOW)
    @given(case=schema.as_strategy())
    def ask(case) -> None:
        answer = case.call(headers=headers[path])
        statuses.append(answer.status_code)
        assert answer.status_code < 500
        assert '"internal"' not in answer.text, "a mistake of ours, masked"

    ask()
    assert len(statuses) >= cases
    assert statuses.count(200) > cases / 2


async def _set_up(url: str, keyring: Keyring) -> dict[str, dict[str, str]]:
    chosen = Settings(database_url=url)
    store = open_store(chosen, listeners_by_fact([block]))
    stage = await set_up(platform_with(chosen, keyring, store))
    await store.close()
    return {"/graphql": tokens.bearer(stage.citizen()), "/provider/graphql": tokens.bearer(stage.gent)}
