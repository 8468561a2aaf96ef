"""The key by which we show an identity provider who we are: what is wrong with it is said before anybody logs in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from profile_core.contract import InvalidError, Store
from profile_core.gateway.app import build
from profile_core.kit.keyring import new_keyring
from tests.sso.configured import Upstream, sso_file
from tests.sso.conftest import platform_of


def private(curve: str = "P-256", kid: str = "") -> str:
    return json.dumps(ECKey.generate_key(curve, {"kid": kid} if kid else None).as_dict(private=True))


def public() -> str:
    return json.dumps(ECKey.generate_key("P-256", {"kid": "k"}).as_dict(private=False))


WRONG: dict[str, Callable[[], str | bytes]] = {
    "is-empty": lambda: "",
    "is-no-json": lambda: "-----BEGIN PRIVATE KEY-----",
    "is-no-text": lambda: b"\xff\xfe",
    "is-a-list": lambda: "[]",
    "is-a-set": lambda: json.dumps({"keys": [json.loads(private(kid="k"))]}),
    "is-public": public,
    "is-rsa": lambda: json.dumps(RSAKey.generate_key(2048, {"kid": "k"}).as_dict(private=True)),
    "is-p384": lambda: private("P-384", kid="k"),
    "has-no-kid": private,
    "is-no-point": lambda: json.dumps(
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA", "kid": "k"}
    ),
}


@pytest.fixture
def start(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Path], None]:
    """Begin a gateway whose identity provider knows us by a key file."""

    def _start(key_file: Path) -> None:
        file = sso_file(tmp_path / "sso.toml", Upstream(issuer="https://idp.example", key_file=key_file))
        monkeypatch.setenv("CITIZEN_PROFILE_SSO_FILE", str(file))
        build(platform_of(store, new_keyring()))

    return _start


async def test_key_file_that_is_missing_or_a_folder_stops_the_start(
    start: Callable[[Path], None], tmp_path: Path
):
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(InvalidError) as refused:
            start(path)
        assert f"[[upstream]] idp ({path})" in refused.value.message


@pytest.mark.parametrize("wrong", WRONG)
async def test_key_that_cannot_sign_stops_the_start(
    start: Callable[[Path], None], tmp_path: Path, wrong: str
):
    said, path = WRONG[wrong](), tmp_path / "key.json"
    path.write_bytes(said if isinstance(said, bytes) else said.encode())
    with pytest.raises(InvalidError, match="key_file"):
        start(path)


async def test_key_that_can_sign_starts(start: Callable[[Path], None], tmp_path: Path):
    path = tmp_path / "key.json"
    path.write_text(private(kid="k"))
    start(path)
