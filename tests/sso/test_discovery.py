"""What metadata promise is there, and what is there is promised."""

from tests.sso.conftest import Played
from tests.sso.played import ISSUER


async def described(played: Played) -> dict[str, object]:
    return (await played.ours.get("/.well-known/openid-configuration")).json()


async def test_every_endpoint_that_is_named_answers(played: Played):
    said = await described(played)
    named = [str(value) for name, value in said.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(named) >= 8
    for address in named:
        assert address.startswith(f"{ISSUER}/sso/")
        answers = [
            (await played.ours.get(address)).status_code,
            (await played.ours.post(address)).status_code,
        ]
        assert 404 not in answers, address


async def test_every_grant_that_is_named_is_served(played: Played):
    said = await described(played)
    grants = said["grant_types_supported"]
    assert isinstance(grants, list)
    assert {"authorization_code", "refresh_token", "client_credentials"} <= set(grants)
    for grant in grants:
        form = {"grant_type": str(grant)} | played.gent.authentication()
        answer = await played.ours.post("/sso/token", data=form)
        assert answer.json()["error"] != "unsupported_grant_type", grant


async def test_programs_learn_how_they_authenticate_at_each_endpoint(played: Played):
    said = await described(played)
    for endpoint in ("token", "introspection", "revocation"):
        assert said[f"{endpoint}_endpoint_auth_methods_supported"] == ["private_key_jwt"]
        algorithms = said[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]
        assert algorithms == ["ES256", "PS256", "EdDSA"]


async def test_metadata_say_which_profile_we_keep_to(played: Played):
    said = await described(played)
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert said["dpop_signing_alg_values_supported"] == ["ES256", "PS256", "EdDSA"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["require_pushed_authorization_requests"] is False
    assert said["backchannel_logout_supported"] is True
    assert said["backchannel_logout_session_supported"] is True
    assert "http://eidas.europa.eu/LoA/high" in str(said["acr_values_supported"])
    assert {"openid", "profile", "citizen", "offline_access"} <= set(str(said["scopes_supported"]).split("'"))
