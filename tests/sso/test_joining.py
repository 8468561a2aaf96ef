"""A site joins in one step, by its provider's program or by the operator, and can be tested at once."""

import asyncio
from typing import Any

from joserfc.jwk import ECKey

from profile_core.contract import Store
from profile_core.directory import rows
from tests.sso.conftest import Played
from tests.sso.joined import KEY, ORIGIN, allow, programs
from tests.sso.played import SITE, Client, fields_of, redeem

PRIVATE = KEY.as_dict(private=True)
WEAK = ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False)

REFUSED: list[tuple[dict[str, Any], list[str], str]] = [
    ({"origin": f"{ORIGIN}/"}, ["origin"], "no slash at its end"),
    ({"origin": "http://www.gent.be"}, ["origin"], "https"),
    ({"origin": "https://user@www.gent.be"}, ["origin"], "such as"),
    ({"origin": "https://[gent"}, ["origin"], "such as"),
    ({"name": [{"language": "nl", "text": ""}]}, ["name"], "is empty"),
    ({"redirectUris": []}, ["redirectUris"], "come back"),
    ({"redirectUris": ["https://elsewhere.example/c"]}, ["redirectUris", "0"], "itself"),
    ({"redirectUris": [f"{ORIGIN}/c", f"{ORIGIN}/c#x"]}, ["redirectUris", "1"], "no fragment"),
    ({"redirectUris": [f"{ORIGIN}/*"]}, ["redirectUris", "0"], "no wildcard"),
    ({"postLogoutRedirectUris": ["https://gent.be/"]}, ["postLogoutRedirectUris", "0"], "itself"),
    ({"backchannelLogoutUri": "http://www.gent.be/out"}, ["backchannelLogoutUri"], "https"),
    ({"jwks": None}, ["jwksUri"], "publishes its public keys"),
    ({"jwksUri": "http://www.gent.be/jwks", "jwks": None}, ["jwksUri"], "https"),
    ({"jwksUri": f"{ORIGIN}/jwks"}, ["jwks"], "leave one out"),
    ({"jwks": {"keys": [PRIVATE]}}, ["jwks", "keys", "0"], "private key"),
    ({"jwks": {"keys": [WEAK]}}, ["jwks", "keys", "0"], "P-256"),
    ({"jwks": {"keys": ["x"]}}, ["jwks"], "JWK set"),
    ({"jwks": [1]}, ["jwks"], "JWK set"),
    ({"jwks": {"keys": [KEY.as_dict(private=False)] * 2}}, ["jwks"], "kid of its own"),
    ({"scopes": ["openid", "notifications"]}, ["scopes"], "no scope of sites"),
    ({"scopes": ["profile"]}, ["scopes"], "Add openid"),
    ({"clientId": "a b"}, ["clientId"], "letters, figures"),
    ({"clientId": "citizen-profile"}, ["clientId"], "no name of ours"),
    ({"clientId": "SSO"}, ["clientId"], "no name of ours"),
]


async def test_site_that_joined_logs_a_citizen_in_at_once(played: Played):
    gent, _ = await programs(played)
    said = await gent.register()
    assert said["__typename"] == "RegisteredSite", said
    client = Client(said["site"]["clientId"], KEY)
    back = said["site"]["redirectUris"][0]
    answer = await played.browser.log_in(client_id=client.client_id, redirect_uri=back)
    code = fields_of(answer.headers["location"])["code"]
    given = await redeem(played.ours, client, code, redirect_uri=back)
    assert (given.status_code, "id_token" in given.json()) == (200, True)


async def test_answer_says_what_to_do_next(played: Played):
    gent, _ = await programs(played)
    said = await gent.register()
    assert said["site"] == {
        "origin": ORIGIN,
        "clientId": "gent-www.gent.be",
        "environment": "TEST",
        "profile": "STANDARD",
        "scopes": ["openid", "profile"],
        "keyIds": [KEY.kid],
        "jwksUri": "",
        "redirectUris": [f"{ORIGIN}/callback"],
        "missingForLive": [
            "An agreement about sign-on (block sso) whose data sets name profile: ask the region."
        ],
    }
    issuer = played.platform.settings.public_url
    assert (said["issuer"], said["discovery"]) == (issuer, f"{issuer}/.well-known/openid-configuration")
    assert "the client id gent-www.gent.be and your private key" in said["nextSteps"][0]
    assert "Test it now" in said["nextSteps"][-1]


async def test_same_site_again_gives_the_same_answer_and_other_content_replaces_it(played: Played):
    gent, _ = await programs(played)
    first = await gent.register()
    assert await gent.register() == first
    changed = await gent.register(scopes=["openid"], profile="FAPI2")
    assert (changed["site"]["scopes"], changed["site"]["profile"]) == (["openid"], "FAPI2")
    assert changed["site"]["clientId"] == first["site"]["clientId"]
    async with played.platform.store.read() as tx:
        application = await rows.application(tx, first["site"]["clientId"])
    assert application
    assert (application.scopes, application.profile) == ({"openid"}, "fapi2")


async def test_origin_or_client_id_of_another_is_taken_whoever_has_it(played: Played):
    gent, aalst = await programs(played)
    await gent.register()
    refused = [
        await aalst.register(),
        await aalst.register(
            origin="https://aalst.be", redirectUris=["https://aalst.be/c"], clientId="gent-www.gent.be"
        ),
        await gent.register(origin="https://gent.be", redirectUris=["https://gent.be/c"], clientId="aalst"),
        await gent.register(origin="https://gent.be", redirectUris=["https://gent.be/c"], clientId="parking"),
    ]
    keys = [ORIGIN, "gent-www.gent.be", "aalst", "parking"]
    assert [one["__typename"] for one in refused] == ["DuplicateError"] * 4
    assert [one["existingId"] for one in refused] == keys
    words = {one["message"].replace(key, "KEY") for one, key in zip(refused, keys, strict=True)}
    assert len(words) == 1
    assert (await gent.origins(), await aalst.origins()) == ([SITE, ORIGIN], [])


async def test_site_keeps_its_client_id(played: Played):
    gent, _ = await programs(played)
    await gent.register()
    said = await gent.register(clientId="another")
    assert (said["code"], said["existingId"]) == ("site.client_id", "gent-www.gent.be")


async def test_dry_run_stores_nothing(played: Played):
    gent, _ = await programs(played)
    said = await gent.register(dry_run=True)
    assert (said["stored"], said["site"]["clientId"]) == (False, "gent-www.gent.be")
    assert await gent.origins() == [SITE]


async def test_two_who_claim_the_same_origin_at_once_are_one_winner_and_one_refusal(played: Played):
    both = await programs(played)
    said = await asyncio.gather(*(program.register() for program in both))
    assert sorted(one["__typename"] for one in said) == ["DuplicateError", "RegisteredSite"]


async def test_program_without_the_scope_registers_and_sees_nothing(played: Played):
    gent, _ = await programs(played)
    await allow(played, "parking", ["notifications"])
    assert (await gent.register())["code"] == "sites.scope"
    assert (await gent.ask("{ sso { sites { origin } } }"))["data"] == {"sso": None}


async def test_test_program_touches_test_sites_only(played: Played):
    gent, _ = await programs(played)
    await gent.register(environment="LIVE")
    await allow(played, "parking", ["sites"], environment="test")
    assert (await gent.register(environment="LIVE"))["code"] == "site.environment"
    assert (await gent.register())["code"] == "site.taken"
    assert await gent.origins() == [SITE]


async def test_refusal_says_where_and_what_to_do(played: Played):
    gent, _ = await programs(played)
    for changed, path, remedy in REFUSED:
        said = await gent.register(**changed)
        assert (said["__typename"], said.get("path")) == ("InvalidError", ["site", *path]), (changed, said)
        assert remedy in said["message"], changed


async def test_site_whose_keys_cannot_be_read_joins_with_a_warning(played: Played):
    gent, _ = await programs(played)
    said = await gent.register(jwks=None, jwksUri="https://localhost:9/jwks.json")
    assert said["stored"]
    assert ["No keys could be read at https://localhost:9/jwks.json" in one for one in said["warnings"]] == [
        True
    ]


async def test_live_site_of_this_machine_is_told_that_citizens_cannot_come_there(played: Played):
    gent, _ = await programs(played)
    origin = "http://localhost:3000"
    said = await gent.register(origin=origin, redirectUris=[f"{origin}/c"], scopes=["openid", "header"])
    assert said["site"]["clientId"] == "gent-localhost-3000"
    assert said["site"]["missingForLive"] == [
        "An agreement about sign-on (block sso): ask the region.",
        "An agreement about the header (block header): ask the region.",
        f"An origin that citizens can visit, instead of {origin}.",
    ]


async def test_keys_are_kept_without_what_stood_beside_them(played: Played, store: Store):
    gent, _ = await programs(played)
    await gent.register(jwks={"keys": [KEY.as_dict(private=False) | {"x5c": ["A" * 9000]}]})
    async with store.read() as tx:
        application = await rows.application(tx, "gent-www.gent.be")
    assert application
    assert set(application.keys[0]) == {"kty", "crv", "x", "y", "kid"}
