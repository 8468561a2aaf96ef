"""How far each token reaches, what metadata promise, and what is forgotten in the end."""

import time_machine
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from joserfc import jwt
from joserfc.jwk import ECKey

from profile_core.contract import clock
from sso.keys import SigningKeys
from sso.sweep import sweep
from sso.tables import attempt_table, client_session_table, code_table, session_table
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, asked, claims_of, fields_of, redeem


async def token(played: Played, **changed: str) -> str:
    code = fields_of((await played.browser.log_in(**changed)).headers["location"])["code"]
    return (await redeem(played.ours, played.gent, code)).json()["access_token"]


async def status(played: Played, path: str, access_token: str) -> int:
    return (await played.ours.post(path, headers={"authorization": f"Bearer {access_token}"})).status_code


async def test_token_of_a_login_reaches_userinfo_and_nothing_else(played: Played):
    for scope in ("openid profile", "openid citizen"):
        access_token = await token(played, scope=scope)
        assert await status(played, "/sso/userinfo", access_token) == 200
        assert await status(played, "/graphql", access_token) == 401
        assert await status(played, "/provider/graphql", access_token) == 401


async def test_site_with_the_scope_citizen_asks_as_the_citizen(played: Played):
    access_token = await token(played, scope="openid citizen", resource=f"{ISSUER}/graphql")
    headers = {"authorization": f"Bearer {access_token}"}
    who = (await played.ours.post("/graphql", headers=headers)).json()
    assert (who["kind"], who["reach"], who["client_id"]) == ("acting", "profile", "gent")
    assert await status(played, "/sso/userinfo", access_token) == 401


async def test_token_of_a_program_reaches_no_citizen(played: Played):
    form = {"grant_type": "client_credentials", **played.parking.authentication()}
    access_token = (await played.ours.post("/sso/token", data=form)).json()["access_token"]
    assert (await status(played, "/sso/userinfo", access_token)) == 401


async def test_token_that_uses_nothing_up_waits_for_nobody_who_writes(played: Played):
    access_token = await token(played, scope="openid citizen", resource=f"{ISSUER}/graphql")
    async with played.platform.store.begin():
        assert await status(played, "/graphql", access_token) == 200


async def test_name_is_told_with_the_scope_profile_only(played: Played):
    access_token = await token(played, scope="openid")
    headers = {"authorization": f"Bearer {access_token}"}
    assert (await played.ours.get("/sso/userinfo", headers=headers)).json().keys() == {"sub"}


async def test_id_token_is_no_access_token(played: Played):
    code = fields_of((await played.browser.log_in()).headers["location"])["code"]
    id_token = (await redeem(played.ours, played.gent, code)).json()["id_token"]
    for path in ("/sso/userinfo", "/graphql", "/provider/graphql"):
        assert await status(played, path, id_token) == 401


async def test_token_of_another_type_or_of_nobody_is_no_access_token(played: Played):
    right = await token(played)
    ring = await SigningKeys(played.platform.store, played.platform.keyring).ring()
    stranger = ECKey.generate_key("P-256", {"kid": ring.signer.kid or ""})
    header = {"alg": "ES256", "kid": ring.signer.kid, "typ": "at+jwt"}
    forged = [
        ring.sign("JWT", claims_of(right)),
        ring.sign("at+jwt", claims_of(right) | {"iss": "https://evil.example"}),
        jwt.encode(header, claims_of(right), stranger, ["ES256"]),
        right[:-2],
    ]
    for one in forged:
        assert await status(played, "/sso/userinfo", one) == 401
    assert await status(played, "/sso/userinfo", ring.sign("at+jwt", claims_of(right))) == 200


async def test_token_carries_no_name_and_no_number(played: Played):
    claims = claims_of(await token(played, scope="openid profile"))
    assert claims.keys() == {"iss", "sub", "aud", "client_id", "iat", "exp", "jti", "scope", "sid"}
    assert claims["exp"] - claims["iat"] == 300


async def test_metadata_hold_in_the_eyes_of_another_implementation(played: Played):
    said = (await played.ours.get("/.well-known/openid-configuration")).json()
    AuthorizationServerMetadata(said).validate()
    assert (await played.ours.get("/.well-known/oauth-authorization-server")).json() == said
    assert (await played.ours.get("/sso/jwks")).json()["keys"][0]["kty"] == "EC"


async def test_what_is_over_is_forgotten(played: Played):
    await token(played)
    await played.new_browser().go("/sso/authorize", **asked())
    with time_machine.travel(clock.ahead(14 * 3600), tick=False):
        await sweep(played.platform)
    tables = (attempt_table, code_table, client_session_table, session_table)
    async with played.platform.store.read() as tx:
        left = [await tx.rows(t.select().where(t.c.bucket.in_(range(1024)))) for t in tables]
    assert left == [[], [], [], []]


async def test_what_may_come_twice_is_still_known(played: Played):
    code = fields_of((await played.browser.log_in()).headers["location"])["code"]
    await redeem(played.ours, played.gent, code)
    with time_machine.travel(clock.ahead(600), tick=False):
        await sweep(played.platform)
        await redeem(played.ours, played.gent, code)
    async with played.platform.store.read() as tx:
        held = client_session_table.select().where(client_session_table.c.bucket.in_(range(1024)))
        assert [row.ended_at is not None for row in await tx.rows(held)] == [True]


async def test_client_session_of_a_code_that_nobody_redeemed_is_forgotten_with_it(played: Played):
    await token(played)
    await played.browser.log_in(prompt="none")
    held = client_session_table.select().where(client_session_table.c.bucket.in_(range(1024)))
    async with played.platform.store.read() as tx:
        assert len(await tx.rows(held)) == 2
    with time_machine.travel(clock.ahead(3700), tick=False):
        await sweep(played.platform)
    async with played.platform.store.read() as tx:
        assert len(await tx.rows(held)) == 1
