"""Logging out: what ends, who may ask for it, and where it leads."""

import re
from dataclasses import replace
from html import unescape

import sqlalchemy as sa
import time_machine

from profile_core.contract import Store, clock, ids
from sso.model import Grant
from sso.rows import codes
from tests.databases import Database
from tests.sso.conftest import Played
from tests.sso.played import BACK, ISSUER, SITE, WOUT, asked, fields_of, led, redeem
from tests.sso.steps import id_token, log_in_to_profile
from tests.sso.test_sweep import plan
from tests.statements import Watch

HOME_AALST = "http://aalst.localhost:8502/"


async def test_logout_at_one_site_is_logout_everywhere(played: Played):
    token = await id_token(played)
    await log_in_to_profile(played)
    answer = await played.browser.go(
        "/sso/end-session", id_token_hint=token, post_logout_redirect_uri=f"{SITE}/", state="bye"
    )
    assert answer.headers["location"] == f"{SITE}/?state=bye"
    assert (await played.browser.ours.get("/graphql")).json() is None
    assert fields_of((await played.browser.go("/sso/authorize", **asked(prompt="none"))).headers["location"])[
        "error"
    ]


async def test_logout_works_hours_after_the_hint_expired(played: Played):
    token = await id_token(played)
    with time_machine.travel(clock.ahead(1700), tick=False):
        answer = await played.browser.go("/sso/end-session", id_token_hint=token)
    assert answer.status_code == 200
    assert "__Host-cp-sso" not in played.browser.ours.cookies


async def test_logout_leads_to_registered_addresses_only(played: Played):
    token = await id_token(played)
    for back in (f"{SITE}/x", f"{SITE}", "https://evil.example/", HOME_AALST):
        answer = await played.browser.go(
            "/sso/end-session", id_token_hint=token, post_logout_redirect_uri=back
        )
        assert (answer.status_code, "location" in answer.headers) == (400, False), back
    mixed = {"id_token_hint": token, "client_id": "aalst", "post_logout_redirect_uri": HOME_AALST}
    assert (await played.browser.go("/sso/end-session", **mixed)).status_code == 400
    assert "code" in fields_of((await played.browser.go("/sso/authorize", **asked())).headers["location"])


async def test_logout_without_a_hint_asks_first(played: Played):
    await log_in_to_profile(played)
    page = await played.browser.go("/sso/end-session", client_id="gent", post_logout_redirect_uri=f"{SITE}/")
    assert page.status_code == 200
    assert (await played.browser.ours.get("/graphql")).json() is not None
    form = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}
    forged = [
        (form | {"confirmation": "00"}, ISSUER),
        ({name: form[name] for name in form if name != "confirmation"}, ISSUER),
        (form, "https://evil.example"),
        (form, "null"),
    ]
    for fields, origin in forged:
        await played.browser.ours.post("/sso/end-session", data=fields, headers={"origin": origin})
        assert (await played.browser.ours.get("/graphql")).json() is not None, origin
    last = led(await played.browser.ours.post("/sso/end-session", data=form, headers={"origin": ISSUER}))
    assert "__Host-cp-sso" not in played.browser.ours.cookies
    assert last.headers["location"] == f"{SITE}/"
    assert (await played.browser.ours.get("/graphql")).json() is None


async def test_form_of_another_page_logs_nobody_out(played: Played):
    other = played.new_browser()
    code = fields_of((await other.log_in(WOUT)).headers["location"])["code"]
    theirs = (await redeem(played.ours, played.gent, code)).json()["id_token"]
    await log_in_to_profile(played)
    back = {"client_id": "gent", "post_logout_redirect_uri": f"{SITE}/"}
    for form in ({}, back, back | {"id_token_hint": theirs}):
        stripped = await played.ours.post("/sso/end-session", data=form, headers={"origin": SITE})
        assert (stripped.status_code, stripped.headers.get_list("set-cookie")) == (303, [])
        asking = await played.browser.go(stripped.headers["location"])
        assert "<form" in asking.text
        assert asking.headers.get_list("set-cookie") == []
    assert (await played.browser.ours.get("/graphql")).json() is not None
    assert "code" in fields_of((await other.go("/sso/authorize", **asked())).headers["location"])


async def test_logout_by_a_form_of_the_site_ends_the_session(played: Played):
    form = {"id_token_hint": await id_token(played), "post_logout_redirect_uri": f"{SITE}/"}
    stripped = await played.ours.post("/sso/end-session", data=form, headers={"origin": SITE})
    last = await played.browser.go(stripped.headers["location"])
    assert last.headers["location"] == f"{SITE}/"
    assert "__Host-cp-sso" not in played.browser.ours.cookies


async def test_logout_of_nobody_touches_no_cookie(played: Played):
    answer = await played.ours.get("/sso/end-session")
    assert (answer.status_code, answer.headers.get_list("set-cookie")) == (200, [])


async def test_hint_of_another_session_asks_first(played: Played):
    other = played.new_browser()
    code = fields_of((await other.log_in(WOUT)).headers["location"])["code"]
    theirs = (await redeem(played.ours, played.gent, code)).json()["id_token"]
    await log_in_to_profile(played)
    assert "<form" in (await played.browser.go("/sso/end-session", id_token_hint=theirs)).text
    assert (await played.browser.ours.get("/graphql")).json() is not None
    assert "code" in fields_of((await other.go("/sso/authorize", **asked())).headers["location"])


async def test_after_a_logout_the_next_citizen_must_show_who_they_are(played: Played):
    before = fields_of((await played.browser.go("/sso/login")).headers["location"])
    await played.browser.go("/sso/end-session", id_token_hint=await id_token(played))
    after = fields_of((await played.browser.go("/sso/login")).headers["location"])
    for_site = fields_of((await played.browser.go("/sso/authorize", **asked())).headers["location"])
    assert "prompt" not in before
    assert (after["prompt"], after["max_age"]) == (for_site["prompt"], for_site["max_age"]) == ("login", "0")
    await played.browser.log_in()
    assert "__Host-cp-left" not in {cookie.name for cookie in played.browser.ours.cookies.jar}


async def test_browser_that_lost_one_cookie_is_logged_out_of_our_pages_too(played: Played):
    await log_in_to_profile(played)
    ours = played.browser.ours
    ours.cookies.delete("__Host-cp-sso")
    page = await ours.get("/sso/end-session")
    named = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    assert (await ours.get("/graphql")).json() is not None
    await ours.post("/sso/end-session", data=named, headers={"origin": ISSUER})
    assert "__Host-cp-me" not in ours.cookies


async def test_logout_finds_the_codes_of_a_client_session_by_an_index(
    database: Database, store: Store, watch: Watch
):
    grant = Grant(
        client_session=ids.new_id(7),
        client_id="gent",
        redirect_uri=BACK,
        challenge="",
        nonce="",
        scopes=frozenset(),
        audience="",
    )
    async with store.begin() as tx:
        for _ in range(300):
            one = replace(grant, client_session=ids.new_id(7))
            await codes.add(tx, ids.new_id(7), one, digest=b"x", expires_at=clock.ago(60))
        await tx.run(sa.text("ANALYZE sso_code"))
    whose = f"bucket = 7 AND client_session_id IN ('{ids.new_id(7)}', '{ids.new_id(7)}')"
    steps = await plan(database, store, f"SELECT client_session_id FROM sso_code WHERE {whose}")
    name = "bucket_client_session_id_idx" if database.kind == "partitioned" else "sso_code_of_client_session"
    assert name in steps
    watch.take()
