"""Our provider by the OpenID conformance suite: a test is named after its module (docs/conformance.md)."""

import pytest
import time_machine

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import (
    BACK,
    ISSUER,
    LOTTE,
    SITE,
    WOUT,
    asked,
    challenge,
    claims_of,
    fields_of,
    led,
    redeem,
)
from tests.sso.programs import change, post


async def answered(played: Played, **changed: str) -> dict[str, str]:
    """Log in with a request that is changed in something; return what the site is told."""
    answer = await played.browser.log_in(**changed)
    assert answer.headers["location"].startswith(f"{BACK}?"), answer.headers
    return fields_of(answer.headers["location"])


async def silent(played: Played, **changed: str) -> dict[str, str]:
    """Ask without a login."""
    answer = await played.browser.go("/sso/authorize", **asked(**changed))
    return fields_of(answer.headers["location"])


async def id_claims(played: Played, **changed: str):
    return claims_of(
        (await redeem(played.ours, played.gent, (await answered(played, **changed))["code"])).json()[
            "id_token"
        ]
    )


async def test_oidcc_server(played: Played):
    said = await answered(played)
    assert (said["state"], said["iss"]) == ("s-1", ISSUER)
    given = (await redeem(played.ours, played.gent, said["code"])).json()
    claims = claims_of(given["id_token"])
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, "gent", "n-1")
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 300)


async def test_oidcc_codereuse_30seconds(played: Played):
    code = (await answered(played))["code"]
    given = (await redeem(played.ours, played.gent, code)).json()
    shown = {"authorization": f"Bearer {given['access_token']}"}
    with time_machine.travel(clock.ahead(30), tick=False):
        assert (await played.ours.get("/sso/userinfo", headers=shown)).status_code == 200
        assert (await redeem(played.ours, played.gent, code)).json()["error"] == "invalid_grant"
        assert (await played.ours.get("/sso/userinfo", headers=shown)).status_code == 401


IGNORED = [
    {"claims": '{"userinfo":{"name":{"essential":true}}}'},
    {"claims_locales": "se"},
    {"display": "page"},
    {"display": "popup"},
    {"acr_values": "1 2"},
    {"ui_locales": "se"},
    {"login_hint": "buffy@example.org"},
    {"extra": "foobar"},
    {"nonce": ""},
    {"state": ""},
]


@pytest.mark.parametrize("wish", IGNORED, ids=lambda wish: "-".join(wish) + "-" + "".join(wish.values())[:8])
async def test_wish_that_we_need_not_grant_is_no_error(played: Played, wish: dict[str, str]):
    """Modules claims-essential, claims-locales, display-*, acr-values, ui-locales, login-hint, unknown-parameter."""
    assert "code" in await answered(played, **wish)


async def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(played: Played):
    assert "nonce" not in await id_claims(played, nonce="")


async def test_oidcc_ensure_post_request_succeeds(played: Played):
    browser = played.browser
    asking = led(await browser.ours.post("/sso/authorize", data=asked()))
    last = await browser.back(await browser.through(await browser.go(asking.headers["location"])))
    said = fields_of(last.headers["location"])
    assert (said["state"], said["iss"]) == ("s-1", ISSUER)
    assert (await redeem(played.ours, played.gent, said["code"])).status_code == 200


async def test_oidcc_id_token_hint(played: Played):
    code = (await answered(played))["code"]
    token = (await redeem(played.ours, played.gent, code)).json()["id_token"]
    assert "code" in await silent(played, prompt="none", id_token_hint=token)
    played.browser.forget_identity_provider()
    await played.browser.log_in(citizen=WOUT, prompt="login")
    assert (await silent(played, prompt="none", id_token_hint=token))["error"] == "login_required"


async def test_oidcc_max_age_1(played: Played):
    first = await id_claims(played)
    with time_machine.travel(clock.ahead(5), tick=False):
        second = await id_claims(played, max_age="1")
    assert second["auth_time"] > first["auth_time"]


async def test_oidcc_max_age_10000(played: Played):
    first = await id_claims(played)
    with time_machine.travel(clock.ahead(100), tick=False):
        code = (await silent(played, max_age="10000"))["code"]  # the identity provider is not asked again
        second = claims_of((await redeem(played.ours, played.gent, code)).json()["id_token"])
    assert (second["auth_time"], second["sub"]) == (first["auth_time"], first["sub"])


async def test_oidcc_prompt_login(played: Played):
    first = await id_claims(played)
    with time_machine.travel(clock.ahead(5), tick=False):
        second = await id_claims(played, prompt="login")
    assert second["auth_time"] > first["auth_time"]
    assert second["sub"] == first["sub"]


async def test_oidcc_prompt_none_logged_in(played: Played):
    first = await id_claims(played)
    code = (await silent(played, prompt="none"))["code"]
    second = claims_of((await redeem(played.ours, played.gent, code)).json()["id_token"])
    assert (second["auth_time"], second["sub"]) == (first["auth_time"], first["sub"])


async def test_oidcc_prompt_none_not_logged_in(played: Played):
    assert (await silent(played, prompt="none"))["error"] == "login_required"


REDIRECTS = [
    "",
    f"{BACK}?foo=bar",
    f"{BACK}#fragment",
    f"{BACK}/",
    "https://evil.example/callback",
    f"{SITE}/CALLBACK",
]


@pytest.mark.parametrize("redirect_uri", REDIRECTS)
async def test_redirect_uri_that_is_not_the_registered_one_gets_a_page(played: Played, redirect_uri: str):
    """Modules ensure-redirect-uri-in-authorization-request, ensure-registered-redirect-uri, redirect-uri-query-added."""
    answer = await played.browser.go("/sso/authorize", **asked(redirect_uri=redirect_uri))
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_redirect_uri_with_a_query_is_compared_with_its_query(played: Played):
    """Modules redirect-uri-query-OK and redirect-uri-query-mismatch."""
    registered = f"{BACK}?foo=bar"
    await change(played, played.gent, redirect_uris=[registered])
    answer = await played.browser.log_in(redirect_uri=registered)
    said = fields_of(answer.headers["location"])
    assert (said["foo"], "code" in said) == ("bar", True)
    given = await redeem(played.ours, played.gent, said["code"], redirect_uri=registered)
    assert given.status_code == 200
    for other in (BACK, f"{BACK}?foo=baz", f"{registered}&more=1"):
        assert (await played.browser.go("/sso/authorize", **asked(redirect_uri=other))).status_code == 400


async def test_oidcc_response_type_missing(played: Played):
    assert (await silent(played, response_type=""))["error"] == "invalid_request"


async def test_oidcc_ensure_request_with_valid_pkce_succeeds(played: Played):
    verifier = "v" * 128
    code = (await answered(played, code_challenge=challenge(verifier)))["code"]
    assert (await redeem(played.ours, played.gent, code, code_verifier=verifier)).status_code == 200


async def test_request_object_is_refused_as_unsupported(played: Played):
    """Modules request-uri-unsigned-supported-correctly-or-rejected-as-unsupported and its kin."""
    assert (await silent(played, request="eyJhbGciOiJub25lIn0.e30."))["error"] == "request_not_supported"
    answer = await played.browser.go(
        "/sso/authorize", **asked(request_uri="https://gent.example/request.jwt")
    )
    assert "code" not in answer.headers.get("location", "")


async def test_oidcc_userinfo_get_and_post_header(played: Played):
    given = (await redeem(played.ours, played.gent, (await answered(played))["code"])).json()
    shown = {"authorization": f"Bearer {given['access_token']}"}
    said = [
        (await played.ours.request(method, "/sso/userinfo", headers=shown)).json()
        for method in ("GET", "POST")
    ]
    assert said[0] == said[1]
    assert said[0]["sub"] == claims_of(given["id_token"])["sub"]


async def test_unknown_scopes_of_the_standard_are_refused_with_the_standard_error(played: Played):
    """Modules scope-address, scope-email, scope-phone, scope-all: we keep none of these, and say so."""
    for scope in ("address", "email", "phone"):
        assert (await silent(played, scope=f"openid {scope}"))["error"] == "invalid_scope"


async def log_out(played: Played, **fields: str):
    return await played.browser.go("/sso/end-session", **fields)


async def hint(played: Played) -> str:
    return (await redeem(played.ours, played.gent, (await answered(played))["code"])).json()["id_token"]


async def test_oidcc_rp_initiated_logout(played: Played):
    back = await log_out(
        played, id_token_hint=await hint(played), post_logout_redirect_uri=f"{SITE}/", state="bye"
    )
    assert back.headers["location"] == f"{SITE}/?state=bye"
    assert (await silent(played, prompt="none"))["error"] == "login_required"


async def test_oidcc_rp_initiated_logout_no_state(played: Played):
    back = await log_out(played, id_token_hint=await hint(played), post_logout_redirect_uri=f"{SITE}/")
    assert back.headers["location"] == f"{SITE}/"


async def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(played: Played):
    page = await log_out(played, id_token_hint=await hint(played), state="bye")
    assert (page.status_code, "location" in page.headers) == (200, False)
    assert (await silent(played, prompt="none"))["error"] == "login_required"


async def test_logout_without_a_hint_ends_nothing_unasked(played: Played):
    """Modules rp-initiated-logout-no-id-token-hint, -no-params, -only-state."""
    await answered(played)
    for fields in ({"client_id": "gent", "post_logout_redirect_uri": f"{SITE}/"}, {}, {"state": "bye"}):
        page = await log_out(played, **fields)
        assert (page.status_code, "location" in page.headers) == (200, False), fields
    assert "code" in await silent(played, prompt="none")


async def test_logout_leads_nowhere_but_to_what_is_registered(played: Played):
    """Modules rp-initiated-logout-bad-post-logout-redirect-uri and -query-added-to-post-logout-redirect-uri."""
    token = await hint(played)
    for back in ("https://evil.example/", f"{SITE}/?foo=bar"):
        page = await log_out(played, id_token_hint=token, post_logout_redirect_uri=back)
        assert (page.status_code, "location" in page.headers) == (400, False), back
    assert "code" in await silent(played, prompt="none")


async def test_hint_that_is_bad_or_modified_ends_nothing_unasked(played: Played):
    """Modules rp-initiated-logout-bad-id-token-hint and -modified-id-token-hint."""
    token = await hint(played)
    head, body, signature = token.split(".")
    for bad in (
        "nonsense",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"eyJhbGciOiJub25lIn0.{body}.",
    ):
        page = await log_out(played, id_token_hint=bad)
        assert "location" not in page.headers, bad
    assert "code" in await silent(played, prompt="none")


async def test_what_discovery_says_of_us_is_so(played: Played):
    """Modules discovery-endpoint-verification, and those of logout and back-channel logout."""
    said = (await played.ours.get("/.well-known/openid-configuration")).json()
    assert said["issuer"] == ISSUER
    assert said["response_types_supported"] == ["code"]
    assert said["backchannel_logout_supported"] is True
    assert said["backchannel_logout_session_supported"] is True
    for name in ("authorization", "token", "userinfo", "end_session"):
        assert said[f"{name}_endpoint"].startswith(f"{ISSUER}/"), name
    keys = (await played.ours.get(said["jwks_uri"])).json()["keys"]
    assert {key["kid"] for key in keys} and all("d" not in key for key in keys)


async def test_oidcc_ensure_client_assertion_with_iss_aud_succeeds(played: Played):
    code = (await answered(played))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    form["code_verifier"] = "a-verifier-that-is-long-enough-to-be-allowed-1234567890"
    assert (await post(played.ours, "/sso/token", form, played.gent)).status_code == 200


async def test_citizen_who_cancels_is_no_error_of_the_site(played: Played):
    await change(played, played.gent, scopes=["openid", "citizen"])
    answer = await played.browser.go("/sso/authorize", **asked(scope="openid citizen"))
    middle = await played.browser.ours.get(await played.browser.through(answer, LOTTE))
    page = await played.browser.go(middle.headers["location"])
    refused = await played.browser.choose(page, cancel="1")
    while "/sso/continue/" in refused.headers["location"]:
        refused = await played.browser.go(refused.headers["location"])
    assert fields_of(refused.headers["location"])["error"] == "access_denied"
