"""The identity provider: what of its answers we believe. Played by hand, so that each thing can be wrong."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import time_machine
from joserfc.jwk import ECKey

from profile_core.contract import clock
from sso.upstream.metadata import UpstreamAwayError, UpstreamError
from sso.upstream.relying_party import LoginRefusedError
from tests.sso import configured
from tests.sso.conftest import Configure
from tests.sso.told_provider import ATTEMPT, IdentityProvider, finish, idp, party, served

__all__ = ["idp", "served"]


async def test_right_answer_is_a_login(idp: IdentityProvider):
    login = await finish(idp)
    assert (login.person.name, login.person.national_number) == ("Lotte Vermeulen", "88021400084")


async def test_citizen_of_one_name_logs_in(idp: IdentityProvider):
    for given_name in (None, "", " "):
        idp.changed = {"given_name": given_name}
        assert (await finish(idp)).person.name == "Vermeulen"


async def test_answer_of_another_issuer_is_refused_before_the_code_goes_anywhere(idp: IdentityProvider):
    for iss in ("https://evil.example", "", f"{idp.issuer}/"):
        with pytest.raises(UpstreamError, match="another issuer"):
            await finish(idp, iss=iss)
    with pytest.raises(UpstreamError, match="another issuer"):
        await party(idp).finish({"code": "c"}, ATTEMPT)
    assert idp.keys_asked == 0


async def test_metadata_of_another_issuer_are_refused(idp: IdentityProvider):
    idp.metadata_changed = {"issuer": "https://evil.example"}
    with pytest.raises(UpstreamError, match="another issuer"):
        await finish(idp)


async def test_refusal_of_the_identity_provider_is_told_apart(idp: IdentityProvider):
    with pytest.raises(LoginRefusedError, match="access_denied"):
        await finish(idp, error="access_denied")


WRONG_CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://evil.example"},
    {"aud": "somebody-else"},
    {"aud": ["citizen-profile", "somebody-else"]},
    {"azp": "somebody-else"},
    {"nonce": "another"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"iat": 1},
    {"iat": 99999999999},
    {"auth_time": 99999999999},
    {"auth_time": -1},
    {"rrn": None},
    {"rrn": 88021400084},
    {"given_name": 7},
    {"given_name": "x" * 201},
    {"family_name": None},
    {"family_name": " "},
    {"sub": None},
]


async def test_id_token_that_is_wrong_in_one_claim_is_refused(idp: IdentityProvider):
    for changed in WRONG_CLAIMS:
        idp.changed = changed
        with pytest.raises(UpstreamError):
            pytest.fail(f"{changed}: {await finish(idp)}")


async def test_unsigned_or_foreign_id_token_is_refused(idp: IdentityProvider):
    idp.header = {"alg": "none"}
    with pytest.raises(UpstreamError):
        await finish(idp)
    idp.header, idp.key = {"alg": "ES256", "kid": "k1"}, ECKey.generate_key("P-256", {"kid": "k1"})
    right = party(idp)
    await right.finish({"code": "c", "iss": idp.issuer}, ATTEMPT)
    idp.key = ECKey.generate_key("P-256", {"kid": "k1"})
    with pytest.raises(UpstreamError):
        await right.finish({"code": "c", "iss": idp.issuer}, ATTEMPT)


async def test_old_login_is_refused_where_a_fresh_one_was_asked_for(idp: IdentityProvider):
    attempt = replace(ATTEMPT, max_age=0)
    answer = {"code": "c", "iss": idp.issuer}
    for auth_time in (None, int(clock.now().timestamp()) - 100):
        idp.changed = {"auth_time": auth_time}
        with pytest.raises(UpstreamError):
            await party(idp).finish(answer, attempt)
    idp.changed = {"auth_time": int(clock.now().timestamp())}
    await party(idp).finish(answer, attempt)


async def test_rotated_key_is_found_and_keys_are_asked_for_at_most_once_a_minute(idp: IdentityProvider):
    ours, answer = party(idp), {"code": "c", "iss": idp.issuer}
    await ours.finish(answer, ATTEMPT)
    idp.key, idp.header = ECKey.generate_key("P-256", {"kid": "k2"}), {"alg": "ES256", "kid": "k2"}
    results = await asyncio.gather(*(ours.finish(answer, ATTEMPT) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(result, UpstreamError) for result in results)
    assert idp.keys_asked == 1
    with time_machine.travel(clock.ahead(61)):
        await ours.finish(answer, ATTEMPT)
    assert idp.keys_asked == 2


async def test_first_logins_at_once_share_one_reading_of_the_keys(idp: IdentityProvider):
    ours, answer = party(idp), {"code": "c", "iss": idp.issuer}
    await asyncio.gather(*(ours.finish(answer, ATTEMPT) for _ in range(5)))
    assert idp.keys_asked == 1


async def test_keys_that_could_not_be_read_are_asked_for_again_soon_but_not_at_once(idp: IdentityProvider):
    ours, answer = party(idp), {"code": "c", "iss": idp.issuer}
    idp.keys_status = 503
    with time_machine.travel(clock.now(), tick=False):
        results = await asyncio.gather(
            *(ours.finish(answer, ATTEMPT) for _ in range(5)), return_exceptions=True
        )
    assert all(isinstance(result, UpstreamAwayError) for result in results)
    assert idp.keys_asked == 1
    idp.keys_status = 200
    with time_machine.travel(clock.ahead(2)):
        await ours.finish(answer, ATTEMPT)


async def test_identity_provider_that_is_away_is_said_to_be_away(idp: IdentityProvider):
    idp.status = 502
    with pytest.raises(UpstreamAwayError):
        await finish(idp)
    gone = IdentityProvider()
    gone.issuer = "http://127.0.0.1:9"
    with pytest.raises(UpstreamAwayError):
        await finish(gone)


async def test_unreachable_identity_provider_is_a_clear_page(store, configure: Configure):
    from profile_core.kit.keyring import new_keyring
    from tests.sso.conftest import application, platform_of, register
    from tests.sso.played import ISSUER, Client, asked

    configure(configured.Upstream(issuer="http://127.0.0.1:9"))
    keyring = new_keyring()
    async with store.begin() as tx:
        await register(tx, keyring, Client("gent"), Client("aalst"), Client("parking"))
    app = application(platform_of(store, keyring))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) as ours:
        answer = await ours.get("/sso/authorize", params=asked(ui_locales="en"))
    assert answer.status_code == 503
    assert "does not work just now" in answer.text
