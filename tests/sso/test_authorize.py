"""What a site may ask, and who is told when it may not."""

from typing import Any

import pytest

from profile_core.directory.tables import application_table as a
from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, SITE, asked, fields_of

FORBIDDEN_BACK = [
    "http://gent.localhost:8501/callback/",
    "http://gent.localhost:8501/callback?x=1",
    "http://gent.localhost:8501/callback/../evil",
    "http://gent.localhost:8501/Callback",
    "http://gent.localhost:8501@evil.example/callback",
    "http://gent.localhost/callback",
    "https://gent.localhost:8501/callback",
    "https://evil.example/callback",
    "http://aalst.localhost:8502/callback",
    "javascript:alert(1)",
    "",
]


async def test_foreign_redirect_uri_gets_a_page_and_no_redirect(played: Played):
    for back in FORBIDDEN_BACK:
        answer = await played.browser.go("/sso/authorize", **asked(redirect_uri=back))
        assert (answer.status_code, "location" in answer.headers) == (400, False), back
        assert answer.headers["content-type"].startswith("text/html")


async def test_redirect_uri_given_twice_gets_a_page(played: Played):
    pairs: Any = [*asked().items(), ("redirect_uri", BACK)]
    answer = await played.ours.get("/sso/authorize", params=pairs)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_unknown_client_gets_a_page(played: Played):
    for client in ("nobody", "parking", ""):
        answer = await played.browser.go("/sso/authorize", **asked(client_id=client))
        assert (answer.status_code, "location" in answer.headers) == (400, False)


REFUSED = [
    ({"response_type": ""}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"response_mode": "form_post"}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": "openid notifications"}, "invalid_scope"),
    ({"scope": "openid header"}, "invalid_scope"),
    ({"code_challenge": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": ""}, "invalid_request"),
    ({"code_challenge": "too-short"}, "invalid_request"),
    ({"nonce": "n" * 513}, "invalid_request"),
    ({"nonce": "n\n1"}, "invalid_request"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "dance"}, "invalid_request"),
    ({"prompt": "none"}, "login_required"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"request": "eyJ"}, "request_not_supported"),
    ({"request_uri": "urn:x"}, "request_uri_not_supported"),
    ({"resource": "https://elsewhere.example"}, "invalid_target"),
    ({"resource": f"{ISSUER}/graphql"}, "invalid_target"),
    ({"ui_locales": "x" * 2049}, "invalid_request"),
]


async def test_site_is_told_what_it_asks_wrongly(played: Played):
    for changed, error in REFUSED:
        answer = await played.browser.go("/sso/authorize", **asked(**changed))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{BACK}?"), changed
        fields = fields_of(answer.headers["location"])
        assert (fields["error"], fields["iss"], fields["state"]) == (error, ISSUER, "s-1"), changed


async def test_parameter_given_twice_is_refused(played: Played):
    pairs: Any = [*asked().items(), ("scope", "openid")]
    answer = await played.ours.get("/sso/authorize", params=pairs)
    assert fields_of(answer.headers["location"])["error"] == "invalid_request"


async def test_role_that_is_not_held_is_refused_and_no_other_given(played: Played):
    answer = await played.browser.log_in(login_hint="eyJjYXBfaGludCI6ICJFQSIsICJjb2RlX2hpbnQiOiAiMDEyMyJ9")
    assert fields_of(answer.headers["location"])["error"] == "access_denied"


async def test_everybody_holds_the_role_of_oneself(played: Played):
    answer = await played.browser.log_in(login_hint="eyJjYXBfaGludCI6ICJCVVIiLCAiY29kZV9oaW50IjogIiJ9")
    assert "code" in fields_of(answer.headers["location"])


async def test_request_may_come_by_post(played: Played):
    asking = await played.ours.post("/sso/authorize", data=asked(), headers={"origin": SITE})
    assert (asking.status_code, asking.headers.get_list("set-cookie")) == (303, [])
    answer = await played.browser.go(asking.headers["location"])
    assert "127.0.0.1" in answer.headers["location"]


async def test_form_of_a_site_finds_the_citizen_who_is_logged_in(played: Played):
    """Browsers give no Lax cookies to a form of another page."""
    await played.browser.log_in()
    asking = await played.ours.post("/sso/authorize", data=asked(prompt="none"), headers={"origin": SITE})
    answer = await played.browser.go(asking.headers["location"])
    assert "code" in fields_of(answer.headers["location"])


async def test_form_that_is_too_long_for_an_address_is_refused(played: Played):
    answer = await played.ours.post("/sso/authorize", data=asked(more="x" * 20_000))
    assert fields_of(answer.headers["location"])["error"] == "invalid_request"


async def test_client_of_the_strict_profile_must_push_its_request(played: Played):
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == "gent").values(profile="fapi2"))
    answer = await played.browser.go("/sso/authorize", **asked())
    assert fields_of(answer.headers["location"])["error"] == "invalid_request"


async def test_client_id_that_no_database_can_hold_is_unknown(played: Played):
    asking = await played.ours.get("/sso/authorize", params=asked(client_id="gent\0"))
    leaving = {"client_id": "gent\0", "post_logout_redirect_uri": "http://x/"}
    ending = await played.ours.get("/sso/end-session", params=leaving)
    assert (asking.status_code, ending.status_code) == (400, 400)


async def test_parameters_are_small_together(played: Played):
    fits = {f"more{n}": "x" * 1500 for n in range(4)}
    answer = await played.browser.go("/sso/authorize", **asked(**fits))
    assert answer.headers["location"].startswith("http://127.0.0.1")
    answer = await played.browser.go("/sso/authorize", **asked(**fits, more4="x" * 1500, more5="x" * 1500))
    assert fields_of(answer.headers["location"])["error"] == "invalid_request"


@pytest.mark.parametrize(
    "back", ["https://my_site.gent.be/cb", "https://Parkeren.Gent.be/cb", "https://[::1]:8501/cb"]
)
async def test_no_address_of_a_site_breaks_a_page(played: Played, back: str):
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == "gent").values(redirect_uris=[back]))
    wish = asked(redirect_uri=back, prompt="consent")
    page = await played.browser.ours.get(
        await played.browser.through(await played.browser.go("/sso/authorize", **wish))
    )
    page = await played.browser.go(page.headers["location"])
    assert (page.status_code, 'name="consent"' in page.text) == (200, True)
    last = await played.browser.settled(page)
    assert last.headers["location"].startswith(f"{back}?code=")
