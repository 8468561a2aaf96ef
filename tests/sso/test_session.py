"""The session: how it begins, who may use it, how it ends, and where a browser is sent."""

from datetime import timedelta

import time_machine

from profile_core.audit import audit_table
from profile_core.contract import clock
from profile_core.directory.tables import subject_rows
from sso.callback import own_path
from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, SITE, WOUT, asked, claims_of, fields_of, redeem
from tests.sso.steps import id_token, log_in_to_profile

HOME_AALST = "http://aalst.localhost:8502/"


async def test_profile_pages_know_the_citizen(played: Played):
    assert await log_in_to_profile(played) == "/me/item/1"
    who = (await played.browser.ours.get("/graphql")).json()
    assert (who["reach"], who["name"], who["client_id"]) == ("profile", "Lotte Vermeulen", "citizen-profile")


async def test_identity_provider_is_asked_to_speak_the_language_that_was_chosen(played: Played):
    answer = await played.browser.go("/sso/login", return_to="/me?lang=fr", lang="fr")
    assert fields_of(answer.headers["location"])["ui_locales"] == "fr"
    last = await played.browser.back(await played.browser.through(answer))
    assert last.headers["location"] == "/me?lang=fr"


async def test_cookies_are_host_only_and_out_of_reach_of_scripts(played: Played):
    answer = await played.browser.go("/sso/login")
    middle = await played.browser.ours.get(await played.browser.through(answer))
    last = await played.browser.settled(middle)
    cookies = [cookie for one in (answer, middle, last) for cookie in one.headers.get_list("set-cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-cp-login",
        "__Host-cp-sso",
        "__Host-cp-me",
    }
    for cookie in cookies:
        parts = set(cookie.lower().split("; ")[1:])
        assert {"secure", "httponly", "samesite=lax", "path=/"} == parts, cookie


async def test_cookie_session_takes_posts_from_our_own_pages_only(played: Played):
    await log_in_to_profile(played)
    ours = played.browser.ours
    assert (await ours.post("/graphql", headers={"origin": ISSUER})).status_code == 200
    same = {"origin": ISSUER, "sec-fetch-site": "same-origin"}
    assert (await ours.post("/graphql", headers=same)).status_code == 200
    for headers in (
        {},
        {"origin": SITE},
        {"origin": "null"},
        {"origin": ISSUER, "sec-fetch-site": "cross-site"},
    ):
        assert (await ours.post("/graphql", headers=headers)).status_code == 403, headers


async def test_cookie_of_a_site_session_does_not_exist(played: Played):
    sid = claims_of(await id_token(played))["sid"]
    for secret in ("A" * 43, "", "None"):
        forged = {"cookie": f"__Host-cp-me={sid}.{secret}"}
        assert (await played.ours.get("/graphql", headers=forged)).json() is None


async def test_login_leads_to_paths_of_ours_only(played: Played):
    foreign = [
        "https://evil.example/me",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/me\r\nlocation: https://evil.example",
        "me",
        "",
        "///evil.example",
        "http:evil.example",
        "/\tevil.example",
        "//[",
        "//[::1",
        "/me?" + "a" * 2000,
    ]
    assert {own_path(text) for text in foreign} == {"/me"}
    for ours in ("/me/item/1?lang=fr", "/me?" + "a" * 1996):
        assert own_path(ours) == ours
    await log_in_to_profile(played)
    for text in foreign:
        answer = await played.browser.go("/sso/login", return_to=text)
        assert answer.headers["location"] == "/me", text


async def test_answer_belongs_to_the_browser_that_asked(played: Played):
    answer = await played.browser.go("/sso/authorize", **asked())
    back = await played.browser.through(answer)
    stranger = played.new_browser()
    refused = await stranger.ours.get(back)
    assert (refused.status_code, "location" in refused.headers) == (400, False)
    assert "__Host-cp-sso" not in stranger.ours.cookies
    await stranger.go("/sso/login")
    assert (await stranger.ours.get(back)).status_code == 400
    assert (await played.browser.back(back)).headers["location"].startswith(BACK)


async def test_answer_serves_once(played: Played):
    back = await played.browser.through(await played.browser.go("/sso/authorize", **asked()))
    first, again = [await played.browser.ours.get(back) for _ in range(2)]
    assert ["__Host-cp-sso" in str(one.headers.get_list("set-cookie")) for one in (first, again)] == [
        True,
        False,
    ]


async def test_answer_comes_in_time_and_at_its_own_address(played: Played):
    back = await played.browser.through(await played.browser.go("/sso/authorize", **asked()))
    assert (
        await played.browser.ours.get(back.replace("/callback/idp", "/callback/other"))
    ).status_code == 400
    back = await played.browser.through(await played.browser.go("/sso/authorize", **asked()))
    with time_machine.travel(clock.ahead(1801), tick=False):
        assert (await played.browser.ours.get(back)).status_code == 400


async def test_two_logins_in_two_tabs_both_end_well(played: Played):
    tabs = [await played.browser.go("/sso/authorize", **asked(state=f"tab-{n}")) for n in range(2)]
    backs = [await played.browser.through(tab) for tab in tabs]
    ends = [(await played.browser.back(back)).headers["location"] for back in backs]
    assert [fields_of(end)["state"] for end in ends] == ["tab-0", "tab-1"]


async def test_every_login_changes_the_cookie_and_keeps_the_sites(played: Played):
    first = await id_token(played)
    before = played.browser.ours.cookies["__Host-cp-sso"]
    held = {"cookie": f"__Host-cp-sso={before}"}
    assert fields_of(await authorized(played, held))["state"] == "s-1"
    again = await played.browser.log_in(prompt="login")
    assert "code" in fields_of(again.headers["location"])
    assert played.browser.ours.cookies["__Host-cp-sso"] != before
    assert "127.0.0.1" in await authorized(played, held)
    await played.browser.go("/sso/end-session", id_token_hint=first)
    assert "127.0.0.1" in (await played.browser.go("/sso/authorize", **asked())).headers["location"]


async def authorized(played: Played, headers: dict[str, str]) -> str:
    """Ask with headers of one's own, and return where the answer leads."""
    answer = await played.ours.get("/sso/authorize", params=asked(), headers=headers)
    return answer.headers["location"]


async def test_another_citizen_ends_the_session_of_the_first(played: Played):
    first = await played.browser.log_in()
    given = (await redeem(played.ours, played.gent, fields_of(first.headers["location"])["code"])).json()
    await played.browser.log_in(WOUT, prompt="login")
    userinfo = {"authorization": f"Bearer {given['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=userinfo)).status_code == 401


async def test_session_ends_by_disuse_and_absolutely(played: Played):
    await log_in_to_profile(played)
    start = clock.now()
    for minutes in range(25, 720, 25):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert (await played.browser.ours.get("/graphql")).json() is not None, minutes
    with time_machine.travel(start + timedelta(minutes=721), tick=False):
        assert (await played.browser.ours.get("/graphql")).json() is None
        assert "127.0.0.1" in (await played.browser.go("/sso/authorize", **asked())).headers["location"]


async def test_disuse_ends_a_session_after_half_an_hour(played: Played):
    await log_in_to_profile(played)
    with time_machine.travel(clock.ahead(31 * 60), tick=False):
        assert (await played.browser.ours.get("/graphql")).json() is None
        assert "127.0.0.1" in (await played.browser.go("/sso/authorize", **asked())).headers["location"]


async def test_old_login_is_not_enough_for_max_age(played: Played):
    await played.browser.log_in()
    with time_machine.travel(clock.ahead(120), tick=False):
        silent = await played.browser.go("/sso/authorize", **asked(max_age="60", prompt="none"))
        assert fields_of(silent.headers["location"])["error"] == "login_required"
        fresh = await played.browser.go("/sso/authorize", **asked(max_age="300", prompt="none"))
        assert "code" in fields_of(fresh.headers["location"])


async def test_every_login_and_disclosure_leaves_its_line(played: Played):
    await id_token(played)
    async with played.platform.store.read() as tx:
        lines = await tx.rows(audit_table.select().where(audit_table.c.bucket.in_(range(1024))))
    said = {(line.action, line.purpose, line.actor) for line in lines}
    assert said == {("sso.login", "login", "sso"), ("sso.disclosure", "sign-on", "gent")}


async def test_test_client_reaches_no_real_citizen(played: Played):
    async with played.platform.store.begin() as tx:
        await tx.run(
            subject_rows.update().where(subject_rows.c.bucket.in_(range(1024))).values(synthetic=False)
        )
    answer = await played.browser.log_in()
    assert fields_of(answer.headers["location"])["error"] == "access_denied"
