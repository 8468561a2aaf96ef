"""Identity providers that differ: names, claims and levels of assurance by configuration alone."""

import re
from urllib.parse import urlencode

import msgspec
import pytest
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from profile_core.testing.identity_provider.provider import ClaimNames, Config
from tests.testing.played_login import ISSUER, REQUEST, answer_of, browser_at, claims_of, log_in

LOA = "http://eidas.europa.eu/LoA/"
OTHER = Config(
    issuer=ISSUER,
    clients=(),
    name={"nl": "Tweede aanmelding", "en": "Second log-in"},
    claims=ClaimNames(national_number="egovNRN", given_name="firstName", family_name="lastName"),
    levels={"urn:demo:app": "high", "urn:demo:mail": "low"},
)


@pytest.fixture
def browser(key: ECKey) -> TestClient:
    return browser_at(Config(issuer=ISSUER, clients=()), key)


def test_second_identity_provider_has_a_name_claims_and_levels_of_its_own(key: ECKey) -> None:
    browser = browser_at(OTHER, key)
    page = browser.get("/authorize", params=REQUEST | {"ui_locales": "en"}).text
    assert "Second log-in" in page and "Test log-in" not in page
    assert "Level of assurance: <strong>high</strong>" in page
    claims = claims_of(browser, key)
    assert (claims["egovNRN"], claims["firstName"], claims["lastName"]) == (
        "88021400084",
        "Lotte",
        "Vermeulen",
    )
    assert not {"rrn", "given_name", "family_name"} & claims.keys()
    metadata = browser.get("/.well-known/openid-configuration").json()
    assert metadata["acr_values_supported"] == ["urn:demo:app", "urn:demo:mail"]
    assert "egovNRN" in metadata["claims_supported"]


def test_sessions_of_two_identity_providers_on_one_host_do_not_overwrite_each_other(key: ECKey) -> None:
    here, there = [
        browser_at(msgspec.structs.replace(OTHER, issuer=one), key) for one in ("http://a", "http://b")
    ]
    names = [
        re.split("[=;]", one.post("/login", data={"request": urlencode(REQUEST), "citizen": "lotte-vermeulen"},
            headers={"origin": issuer}).headers["set-cookie"])[0]
        for one, issuer in ((here, "http://a"), (there, "http://b"))
    ]  # fmt: skip
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "substantial"),
        ("low high", "low"),
        ("high", "high"),
        ("low", "low"),
        ("urn:other", "substantial"),
    ],
)
def test_login_is_as_sure_as_asked_and_substantial_when_nobody_asks(
    browser: TestClient, key: ECKey, asked: str, given: str
) -> None:
    claims = claims_of(browser, key, acr_values=" ".join(f"{LOA}{one}" for one in asked.split()))
    assert claims["acr"] == f"{LOA}{given}"


def test_session_that_is_not_sure_enough_logs_in_anew_and_a_surer_one_does_not(
    browser: TestClient, key: ECKey
) -> None:
    log_in(browser)
    assert claims_of(browser, key, acr_values=f"{LOA}low")["acr"] == f"{LOA}substantial"
    high = REQUEST | {"acr_values": f"{LOA}high"}
    refusal = browser.get("/authorize", params={**high, "prompt": "none"}).headers["location"]
    assert answer_of(refusal)["error"] == "login_required"
    assert browser.get("/authorize", params=high).status_code == 200
    assert claims_of(browser, key, acr_values=f"{LOA}high")["acr"] == f"{LOA}high"
    assert claims_of(browser, key)["acr"] == f"{LOA}high"


def test_children_do_not_log_in(browser: TestClient) -> None:
    page = browser.get("/authorize", params=REQUEST).text
    assert "Lotte Vermeulen" in page and "Fien" not in page
    form = {"request": urlencode(REQUEST), "citizen": "fien-vermeulen"}
    assert browser.post("/login", data=form, headers={"origin": ISSUER}).status_code == 400
