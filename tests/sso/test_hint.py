"""A site that names the citizen gets that citizen or an error; what it says beside the rules changes nothing."""

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, LOTTE, WOUT, asked, fields_of
from tests.sso.steps import id_token


async def said_to(played: Played, **changed: str) -> dict[str, str]:
    answer = await played.browser.go("/sso/authorize", **asked(**changed))
    assert answer.headers["location"].startswith(f"{BACK}?"), answer.headers["location"]
    return fields_of(answer.headers["location"])


async def test_citizen_whom_the_site_names_goes_on_without_a_question(played: Played):
    hint = await id_token(played)
    assert "code" in await said_to(played, id_token_hint=hint, prompt="none")
    assert "code" in await said_to(played, id_token_hint=hint)


async def test_another_citizen_than_the_site_names_is_not_given(played: Played):
    hint = await id_token(played)
    other = played.new_browser()
    assert "code" in fields_of((await other.log_in(WOUT)).headers["location"])
    for changed in ({"prompt": "none"}, {}):
        answer = await other.go("/sso/authorize", **asked(id_token_hint=hint, **changed))
        assert fields_of(answer.headers["location"])["error"] == "login_required", changed
    last = await other.log_in(LOTTE, id_token_hint=hint, prompt="login")
    assert "code" in fields_of(last.headers["location"])


async def test_another_citizen_who_logs_in_for_it_is_not_given(played: Played):
    hint = await id_token(played)
    last = await played.new_browser().log_in(WOUT, id_token_hint=hint)
    assert fields_of(last.headers["location"])["error"] == "login_required"


async def test_nobody_is_logged_in_for_a_hint_without_a_question(played: Played):
    hint = await id_token(played)
    answer = await played.new_browser().go("/sso/authorize", **asked(id_token_hint=hint, prompt="none"))
    assert fields_of(answer.headers["location"])["error"] == "login_required"


async def test_hint_that_is_not_ours_is_refused(played: Played):
    key = ECKey.generate_key("P-256", auto_kid=True)
    claims = {"iss": ISSUER, "aud": "gent", "sub": "x", "sid": "0" * 32}
    forged = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, ["ES256"])
    await played.browser.log_in()
    for hint in ("x", "a.b.c", forged):
        assert (await said_to(played, id_token_hint=hint))["error"] == "invalid_request", hint


IGNORED = [
    {"acr_values": "urn:example:unknown"},
    {"claims": '{"userinfo": {"name": {"essential": true}}}'},
    {"display": "page"},
    {"display": "popup"},
    {"unknown": "1"},
    {"claims_locales": "nl"},
    {"ui_locales": "sv"},
    {"nonce": "n" * 64},
    {"nonce": ""},
    {"scope": "profile openid"},
]


async def test_what_we_do_not_know_or_need_changes_nothing(played: Played):
    await played.browser.log_in()
    for changed in IGNORED:
        said = await said_to(played, **changed)
        assert ("code" in said, said["state"]) == (True, "s-1"), changed


async def test_state_comes_back_as_it_was_or_not_at_all(played: Played):
    await played.browser.log_in()
    for state in ("s" * 2000, "a b&c=d#é"):
        assert (await said_to(played, state=state))["state"] == state
    assert "state" not in await said_to(played, state="")


async def test_scope_openid_beside_others_that_nobody_offers_is_refused(played: Played):
    for scope in ("openid email", "openid address phone", "openid OPENID"):
        assert (await said_to(played, scope=scope))["error"] == "invalid_scope", scope
