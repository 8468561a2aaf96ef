"""Our provider by what else the OpenID conformance suite asks (docs/conformance.md)."""

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.sso.conftest import Played
from tests.sso.modules.test_openid_provider import answered, silent
from tests.sso.played import BACK, asked, claims_of, fields_of, redeem
from tests.sso.programs import change


async def test_oidcc_alternate_happy_flow(played: Played):
    """The order of scopes and of parameters does not matter."""
    reversed_ = dict(reversed(asked(scope="profile openid").items()))
    answer = await played.browser.go("/sso/authorize", **reversed_)
    last = await played.browser.back(await played.browser.through(answer))
    given = await redeem(played.ours, played.gent, fields_of(last.headers["location"])["code"])
    assert given.status_code == 200


async def test_oidcc_userinfo_post_body(played: Played):
    """A token is taken from the header only; the suite warns of that and asks no more (RFC 6750 section 2.2)."""
    given = (await redeem(played.ours, played.gent, (await answered(played))["code"])).json()
    answer = await played.ours.post("/sso/userinfo", data={"access_token": given["access_token"]})
    assert answer.status_code == 401


async def test_id_token_is_signed_by_a_key_of_ours_that_it_names(played: Played):
    """Modules idtoken-signature and discovery-endpoint-verification, with ES256 as our metadata say."""
    given = (await redeem(played.ours, played.gent, (await answered(played))["code"])).json()
    keys = KeySet.import_key_set((await played.ours.get("/sso/jwks")).json())
    said = (await played.ours.get("/.well-known/openid-configuration")).json()
    read = jwt.decode(given["id_token"], keys, said["id_token_signing_alg_values_supported"])
    assert read.header["kid"] in {key.kid for key in keys}
    assert read.header["alg"] == "ES256"


async def test_oidcc_scope_profile(played: Played):
    given = (await redeem(played.ours, played.gent, (await answered(played))["code"])).json()
    shown = {"authorization": f"Bearer {given['access_token']}"}
    said = (await played.ours.get("/sso/userinfo", headers=shown)).json()
    assert (said["name"], said["given_name"]) == ("Lotte Vermeulen", "Lotte")
    assert "name" not in claims_of(given["id_token"])


async def test_oidcc_ensure_request_object_with_redirect_uri(played: Played):
    """A request object does not save a request whose own redirect_uri is not registered."""
    unregistered = asked(redirect_uri=f"{BACK}/other", request="eyJhbGciOiJub25lIn0.e30.")
    answer = await played.browser.go("/sso/authorize", **unregistered)
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert (await silent(played, request="eyJhbGciOiJub25lIn0.e30."))["error"] == "request_not_supported"


async def test_client_that_was_registered_with_two_addresses_names_one(played: Played):
    """Module ensure-redirect-uri-in-authorization-request: with several there is none by default."""
    await change(played, played.gent, redirect_uris=[BACK, f"{BACK}/other"])
    answer = await played.browser.go("/sso/authorize", **asked(redirect_uri=""))
    assert answer.status_code == 400
