"""The test identity provider, asked by a certified client and by hand."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.testclient import TestClient

from profile_core.testing import assertion
from profile_core.testing.identity_provider.provider import Config
from tests.testing.played_login import BACK, ISSUER, REQUEST, answer_of, browser_at, log_in, redeem
from tests.testing.processes import ROOT, ask_node, command, free_port


@pytest.fixture
def browser(key: ECKey) -> TestClient:
    return browser_at(Config(issuer=ISSUER, clients=()), key)


def test_certified_client_logs_a_citizen_in(start: Callable[..., str], key: ECKey) -> None:
    port = free_port()
    public = {"keys": [key.as_dict(private=False)]}
    client = {"client_id": "citizen-profile", "redirect_uris": [BACK], "jwks": public}
    issuer = start("identity_provider", port, {"issuer": f"http://127.0.0.1:{port}", "clients": [client]})
    asked = {
        "issuer": issuer,
        "clientId": "citizen-profile",
        "privateJwk": key.as_dict(private=True, kid=key.kid),
        "redirectUri": BACK,
        "citizen": "mehmet-yildiz",
    }
    done = ask_node("log_in_with_openid_client.mjs", asked)
    assert done.returncode == 0, done.stderr
    claims = json.loads(done.stdout)
    assert (claims["sub"], claims["given_name"], claims["family_name"]) == (
        "mehmet-yildiz",
        "Mehmet",
        "Yıldız",
    )
    assert claims["rrn"] == "85040999959"
    assert claims["acr"] == "http://eidas.europa.eu/LoA/substantial"


def test_production_never_starts_it(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CITIZEN_PROFILE_ENVIRONMENT": "production",
        "CITIZEN_PROFILE_PUBLIC_URL": "https://profile.example.org",
    }
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"issuer": ISSUER, "clients": []}))
    done = subprocess.run(
        command("identity_provider", file, free_port()),
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "never runs in production" in done.stderr


def test_answer_names_issuer_and_state(browser: TestClient) -> None:
    answer = log_in(browser)
    assert (answer["iss"], answer["state"]) == (ISSUER, "s-1")


def test_id_token_is_for_the_client_and_the_nonce(browser: TestClient, key: ECKey) -> None:
    _, tokens = redeem(browser, key, log_in(browser)["code"])
    keys = KeySet.import_key_set(browser.get("/jwks").json())
    claims = jwt.decode(tokens["id_token"], keys, ["ES256"]).claims
    assert (claims["aud"], claims["nonce"], claims["sub"]) == ("citizen-profile", "n-1", "lotte-vermeulen")


def test_code_is_good_once(browser: TestClient, key: ECKey) -> None:
    code = log_in(browser)["code"]
    assert redeem(browser, key, code)[0] == 200
    assert redeem(browser, key, code) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "another" * 8}, (400, {"error": "invalid_grant"})),
        ({"redirect_uri": "http://localhost:8400/"}, (400, {"error": "invalid_grant"})),
        ({"client_assertion": "x.y.z"}, (401, {"error": "invalid_client"})),
        ({"client_assertion_type": "basic"}, (401, {"error": "invalid_client"})),
        ({"grant_type": "password"}, (400, {"error": "unsupported_grant_type"})),
    ],
)
def test_token_request_that_does_not_fit_is_refused(
    browser: TestClient, key: ECKey, changed: dict[str, str], error: tuple[int, dict[str, str]]
) -> None:
    assert redeem(browser, key, log_in(browser)["code"], **changed) == error


def test_assertion_is_good_once_and_by_the_registered_key(browser: TestClient, key: ECKey) -> None:
    private = {**key.as_dict(private=True), "kid": key.kid}
    signed = assertion.fields("citizen-profile", private, ISSUER)
    assert redeem(browser, key, log_in(browser)["code"], **signed)[0] == 200
    browser.cookies.clear()
    assert redeem(browser, key, log_in(browser)["code"], **signed)[0] == 401
    browser.cookies.clear()
    assert redeem(browser, ECKey.generate_key("P-256", auto_kid=True), log_in(browser)["code"])[0] == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_request_that_does_not_fit_is_answered_to_the_client(
    browser: TestClient, changed: dict[str, str], error: str
) -> None:
    answer = answer_of(browser.get("/authorize", params=REQUEST | changed).headers["location"])
    assert (answer["error"], answer["iss"], answer["state"]) == (error, ISSUER, "s-1")


@pytest.mark.parametrize("changed", [{"client_id": "stranger"}, {"redirect_uri": "https://evil.example/"}])
def test_request_of_a_stranger_is_answered_to_nobody_but_the_citizen(
    browser: TestClient, changed: dict[str, str]
) -> None:
    answer = browser.get("/authorize", params=REQUEST | changed)
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_login_from_a_foreign_page_is_refused(browser: TestClient) -> None:
    form = {"request": urlencode(REQUEST), "citizen": "lotte-vermeulen"}
    answer = browser.post("/login", data=form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_session_answers_without_a_page_until_prompt_or_age_ask_for_one(browser: TestClient) -> None:
    with time_machine.travel("2026-11-22T09:00:00Z", tick=False) as clock:
        log_in(browser)
        assert "code" in answer_of(browser.get("/authorize", params=REQUEST).headers["location"])
        assert browser.get("/authorize", params={**REQUEST, "prompt": "login"}).status_code == 200
        clock.shift(61)
        assert browser.get("/authorize", params={**REQUEST, "max_age": "60"}).status_code == 200
        assert browser.get("/authorize", params={**REQUEST, "max_age": "61"}).status_code == 303


def test_logout_with_the_hint_ends_the_session_and_goes_back(browser: TestClient, key: ECKey) -> None:
    _, tokens = redeem(browser, key, log_in(browser)["code"])
    fields = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": "http://localhost:8400/",
        "state": "x",
    }
    answer = browser.get("/logout", params=fields)
    assert answer.headers["location"] == "http://localhost:8400/?state=x"
    none = browser.get("/authorize", params={**REQUEST, "prompt": "none"}).headers["location"]
    assert answer_of(none)["error"] == "login_required"


def test_logout_without_a_hint_asks_first(browser: TestClient) -> None:
    log_in(browser)
    assert "Lotte Vermeulen" in browser.get("/logout", headers={"accept-language": "fr"}).text
    assert "code" in answer_of(browser.get("/authorize", params=REQUEST).headers["location"])
    browser.post("/logout", headers={"origin": ISSUER})
    assert browser.get("/authorize", params=REQUEST).status_code == 200


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Wie bent u"), ("fr-BE", "Qui êtes-vous"), ("de", "Wer sind Sie"), ("en", "Who are you")],
)
def test_page_speaks_the_citizens_language(browser: TestClient, language: str, title: str) -> None:
    page = browser.get("/authorize", params={**REQUEST, "ui_locales": language})
    assert title in page.text
    assert f'<html lang="{language[:2]}">' in page.text
    assert "<script" not in page.text
