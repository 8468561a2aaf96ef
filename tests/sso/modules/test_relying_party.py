"""We as relying party by the OpenID conformance suite: a test is named after its modules (docs/conformance.md)."""

from typing import Any

import pytest
import time_machine
from joserfc.jwk import ECKey, OctKey, RSAKey

from profile_core.contract import clock
from sso.upstream.metadata import UpstreamError
from tests.sso.conftest import Played
from tests.sso.played import asked, fields_of
from tests.sso.told_provider import ATTEMPT, KEY, IdentityProvider, finish, idp, party, served

__all__ = ["idp", "served"]
OTHER = ECKey.generate_key("P-256", {"kid": "k1"})


def public(key: Any, **changed: Any) -> dict[str, Any]:
    """Write a public key; None leaves a member out."""
    members = {**key.as_dict(private=False), **changed}
    return {name: value for name, value in members.items() if value is not None}


async def test_oidcc_client_test(idp: IdentityProvider):
    assert (await finish(idp)).person.given_name == "Lotte"
    address = await party(idp).address("the-state", ATTEMPT, {})
    said = fields_of(address)
    assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
    assert (said["nonce"], said["state"]) == ("the-nonce", "the-state")


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "invalid-iss": {"iss": "https://evil.example"},
    "missing-iss": {"iss": None},
    "missing-sub": {"sub": None},
    "invalid-aud": {"aud": "somebody-else"},
    "missing-aud": {"aud": None},
    "invalid-secondary-aud": {"aud": ["citizen-profile", "somebody-else"]},
    "missing-iat": {"iat": None},
    "missing-exp": {"exp": None},
    "expired-exp": {"exp": 1_000_000_000},
    "nonce-invalid": {"nonce": "another"},
    "nonce-missing": {"nonce": None},
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
async def test_id_token_that_is_wrong_or_lacks_a_claim_is_refused(idp: IdentityProvider, wrong: str):
    idp.changed = WRONG_CLAIMS[wrong]
    with pytest.raises(UpstreamError):
        await finish(idp)


async def test_id_token_that_is_larger_than_we_read_is_refused(idp: IdentityProvider):
    """What is signed well and larger than 16 KiB is refused by its size (sso.jose)."""
    idp.changed = {"x": "x" * 11_000}
    assert await finish(idp)
    idp.changed = {"x": "x" * 12_000}
    with pytest.raises(UpstreamError):
        await finish(idp)


async def test_valid_aud_as_array(idp: IdentityProvider):
    idp.changed = {"aud": ["citizen-profile"]}
    assert await finish(idp)


async def test_idtoken_sig_none(idp: IdentityProvider):
    """Modules oidcc-client-test-idtoken-sig-none and fapi2-...-client-test-invalid-null-alg."""
    idp.header, idp.keys = {"alg": "none"}, [public(KEY)]
    with pytest.raises(UpstreamError):
        await finish(idp)


async def test_invalid_sig_es256(idp: IdentityProvider):
    idp.key, idp.keys = OTHER, [public(KEY)]
    with pytest.raises(UpstreamError):
        await finish(idp)
    idp.key = KEY
    assert await finish(idp)


async def test_invalid_alternate_alg(idp: IdentityProvider):
    """A token signed by RS256 with a key that the identity provider does publish is refused all the same."""
    idp.key = RSAKey.generate_key(2048, {"kid": "k1"})
    idp.header = {"alg": "RS256", "kid": "k1"}
    with pytest.raises(UpstreamError):
        await finish(idp)
    idp.header = {"alg": "PS256", "kid": "k1"}
    assert await finish(idp)


async def test_idtoken_sig_rs256(idp: IdentityProvider):
    """Where the operator said that an identity provider signs by RS256, that is believed of it, and of it alone."""
    idp.key, idp.algorithms = RSAKey.generate_key(2048, {"kid": "k1"}), ("RS256",)
    idp.header = {"alg": "RS256", "kid": "k1"}
    assert await finish(idp)
    idp.header = {"alg": "PS256", "kid": "k1"}
    with pytest.raises(UpstreamError):
        await finish(idp)


async def test_token_that_is_signed_by_a_secret_is_refused(idp: IdentityProvider):
    """Nothing symmetric is believed, be the secret our name or the bytes of a public key (RFC 8725 section 2.1)."""
    idp.header, idp.keys = {"alg": "HS256", "kid": "k1"}, [public(KEY)]
    for secret in (b"citizen-profile", public(KEY)["x"].encode()):
        idp.key = OctKey.import_key(secret)
        with pytest.raises(UpstreamError):
            await finish(idp)


async def test_kid_absent_single_jwks(idp: IdentityProvider):
    idp.header, idp.keys = {"alg": "ES256"}, [public(KEY, kid=None)]
    assert await finish(idp)


async def test_kid_absent_multiple_jwks(idp: IdentityProvider):
    """Whether we find the key among several or refuse is ours to choose; a key that is not there never fits."""
    several = [ECKey.generate_key("P-256"), KEY, ECKey.generate_key("P-256")]
    idp.header, idp.keys = {"alg": "ES256"}, [public(key, kid=None) for key in several]
    with pytest.raises(UpstreamError):
        await finish(idp)
    idp.key = OTHER
    with pytest.raises(UpstreamError):
        await finish(idp)


async def test_discovery_issuer_mismatch(idp: IdentityProvider):
    idp.metadata_changed = {"issuer": f"{idp.issuer}/other"}
    with pytest.raises(UpstreamError, match="another issuer"):
        await party(idp).address("s", ATTEMPT, {})


async def test_discovery_openid_config_and_jwks_uri_keys(idp: IdentityProvider):
    """What the metadata name is where we go."""
    idp.metadata_changed = {"authorization_endpoint": f"{idp.issuer}/elsewhere?a=b"}
    assert (await party(idp).address("s", ATTEMPT, {})).startswith(f"{idp.issuer}/elsewhere?a=b&")
    await finish(idp)
    assert idp.keys_asked == 1


async def test_signing_key_rotation(idp: IdentityProvider):
    ours, answer = party(idp), {"code": "c", "iss": idp.issuer}
    await ours.finish(answer, ATTEMPT)
    idp.key, idp.header = ECKey.generate_key("P-256", {"kid": "k2"}), {"alg": "ES256", "kid": "k2"}
    with time_machine.travel(clock.ahead(61)):
        assert await ours.finish(answer, ATTEMPT)


async def test_signing_key_rotation_just_before_signing(idp: IdentityProvider):
    """Keys are read once there is a token to verify, so those of before were never had."""
    ours = party(idp)
    await ours.address("s", ATTEMPT, {})
    idp.key, idp.header = ECKey.generate_key("P-256", {"kid": "k2"}), {"alg": "ES256", "kid": "k2"}
    assert await ours.finish({"code": "c", "iss": idp.issuer}, ATTEMPT)


@pytest.mark.parametrize(
    "changed", [{"expires_in": None}, {"token_type": "bEaReR"}, {"token_type": "BEARER"}]
)
async def test_token_answer_that_is_unusual_but_right_is_taken(
    idp: IdentityProvider, changed: dict[str, Any]
):
    """Modules client-test-token-endpoint-response-without-expires_in and -token-type-case-insensitivity."""
    idp.answer_changed = changed
    assert await finish(idp)


async def test_invalid_authorization_response_iss(idp: IdentityProvider):
    with pytest.raises(UpstreamError, match="another issuer"):
        await finish(idp, iss="https://evil.example")
    assert idp.tokens_asked == 0


async def test_remove_authorization_response_iss(idp: IdentityProvider):
    with pytest.raises(UpstreamError, match="another issuer"):
        await party(idp).finish({"code": "c"}, ATTEMPT)
    assert idp.tokens_asked == 0


async def test_iss_is_not_waited_for_where_the_metadata_do_not_promise_it(idp: IdentityProvider):
    idp.metadata_changed = {"authorization_response_iss_parameter_supported": False}
    assert await party(idp).finish({"code": "c"}, ATTEMPT)


@pytest.mark.parametrize("state", ["", "invented", "01a201c448cd76fa9cf96d7fc3f406a1"])
async def test_answer_with_a_missing_or_invalid_state_is_refused(played: Played, state: str):
    """Modules client-test-ensure-authorization-response-with-invalid-state-fails and -invalid-missing-state-fails."""
    back = await played.browser.through(await played.browser.go("/sso/authorize", **asked()))
    path, fields = back.partition("?")[0], fields_of(back)
    page = await played.browser.ours.get(path, params={**fields, "state": state})
    assert (page.status_code, "location" in page.headers) == (400, False)
    silent = await played.browser.go("/sso/authorize", **asked(prompt="none"))
    assert fields_of(silent.headers["location"])["error"] == "login_required"
