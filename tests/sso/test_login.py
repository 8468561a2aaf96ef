"""One login: from a site, through the identity provider, back with a code, and what the code gives."""

from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, asked, claims_of, fields_of, redeem


async def test_citizen_logs_in_and_the_site_learns_who_it_is(played: Played):
    answer = await played.browser.log_in()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(BACK)
    fields = fields_of(answer.headers["location"])
    assert (fields["iss"], fields["state"]) == (ISSUER, "s-1")
    given = await redeem(played.ours, played.gent, fields["code"])
    assert given.status_code == 200, given.text
    claims = claims_of(given.json()["id_token"])
    assert (claims["aud"], claims["nonce"], claims["iss"]) == ("gent", "n-1", ISSUER)
    bearer = {"authorization": f"Bearer {given.json()['access_token']}"}
    said = (await played.ours.get("/sso/userinfo", headers=bearer)).json()
    assert said["user"] == {"firstName": "Lotte", "name": "Vermeulen"}
    assert said["activeIdentity"]["onBehalfOf"]["code"] == "BUR"
    assert said["sub"] == claims["sub"]


async def test_id_token_names_nobody_for_it_comes_back_in_an_address(played: Played):
    answer = await played.browser.log_in()
    given = await redeem(played.ours, played.gent, fields_of(answer.headers["location"])["code"])
    claims = claims_of(given.json()["id_token"])
    assert set(claims) <= {"iss", "sub", "aud", "iat", "exp", "auth_time", "sid", "nonce", "acr"}


async def test_second_site_asks_nothing(played: Played):
    await played.browser.log_in()
    there = {"client_id": "aalst", "redirect_uri": "http://aalst.localhost:8502/callback"}
    answer = await played.browser.go("/sso/authorize", **asked(**there))
    assert answer.headers["location"].startswith(there["redirect_uri"])
    assert "code" in fields_of(answer.headers["location"])


async def test_two_providers_know_a_citizen_by_two_names(played: Played):
    first = await redeem(
        played.ours, played.gent, fields_of((await played.browser.log_in()).headers["location"])["code"]
    )
    there = {"client_id": "aalst", "redirect_uri": "http://aalst.localhost:8502/callback"}
    code = fields_of((await played.browser.go("/sso/authorize", **asked(**there))).headers["location"])[
        "code"
    ]
    second = await redeem(played.ours, played.aalst, code, redirect_uri=there["redirect_uri"])
    subs = [claims_of(answer.json()["id_token"])["sub"] for answer in (first, second)]
    assert subs[0] != subs[1]


async def test_program_gets_a_token_for_the_provider_schema(played: Played):
    form = {"grant_type": "client_credentials", **played.parking.authentication()}
    token = (await played.ours.post("/sso/token", data=form)).json()["access_token"]
    who = await played.ours.post("/provider/graphql", headers={"authorization": f"Bearer {token}"})
    assert who.json()["kind"] == "caller"
    assert who.json()["client_id"] == "parking"
