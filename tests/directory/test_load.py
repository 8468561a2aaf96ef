"""Loading a directory file: all of it or nothing, and every problem with its line."""

import json

import pytest
from joserfc.jwk import ECKey

from profile_core.directory import rows, subjects
from profile_core.directory.load import Change, RefusedFileError, load
from profile_core.directory.rows import Outcome
from profile_core.kit import keyring
from profile_core.store import Store

KEYS = keyring.new_keyring()
KEY = json.dumps(ECKey.generate_key("P-256", auto_kid=True).as_dict(private=False))
PRIVATE = json.dumps(ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True, kid="k"))
WEAK = json.dumps(ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False))
FILE = f"""\
providers:
  - {{code: aalst, nis: 41002, name: {{nl: Stad Aalst, fr: Ville d'Alost}}}}
  - {{code: lennik, nis: 00123, name: {{nl: Lennik}}}}
suppliers:
  - {{code: acme, name: Acme}}
services:
  - {{code: "LPDC:1234", provider: aalst, name: {{nl: Parkeren}}}}
applications:
  - client_id: aalst-site
    provider: aalst
    supplier: acme
    environment: test
    name: Website
    profile: standard
    keys: [{KEY}]
    scopes: [openid, profile]
    redirect_uris: ["http://aalst.localhost:8402/callback"]
    post_logout_redirect_uris: ["http://aalst.localhost:8402/"]
sites:
  - {{origin: "http://aalst.localhost:8402", provider: aalst, application: aalst-site, name: {{nl: Aalst}}}}
agreements:
  - provider: aalst
    block: notifications
    purpose: Burgers verwittigen
    legal_basis: Decreet lokaal bestuur, artikel 2
    data_sets: [naam]
    valid_from: 2026-01-01
synthetic_citizens:
  - {{national_number: 88.02.14-000.84}}
synthetic_enterprises:
  - {{enterprise_number: BE 0999.990.123}}
"""


async def _load(store: Store, source: str, *, production: bool = False) -> list[Change]:
    async with store.begin() as tx:
        return await load(tx, KEYS, source, production=production)


async def _problems(store: Store, source: str, *, production: bool = False) -> list[tuple[int, str]]:
    with pytest.raises(RefusedFileError) as refused:
        await _load(store, source, production=production)
    return [(problem.line, problem.message) for problem in refused.value.problems]


async def test_loaded_entries_are_found(store):
    await _load(store, FILE)
    async with store.read() as tx:
        application = await rows.application(tx, "aalst-site")
        assert application is not None
        provider = await rows.provider(tx, application.provider)
        synthetic = [subjects.national("88021400084"), subjects.enterprise("0999990123")]
        found = await subjects.look_up(tx, KEYS, synthetic)
        assert await rows.is_site(tx, "http://aalst.localhost:8402")
    assert provider is not None
    assert (provider.code, provider.nis, provider.name.in_language("fr")) == (
        "aalst",
        "41002",
        "Ville d'Alost",
    )
    assert application.scopes == {"openid", "profile"}
    assert [(found[one].kind, found[one].synthetic) for one in synthetic] == [
        ("person", True),
        ("organisation", True),
    ]


async def test_application_may_publish_its_keys_at_an_address_and_hear_of_ended_sessions(store):
    at_address = "jwks_uri: https://www.aalst.be/jwks\n    backchannel_logout_uri: https://www.aalst.be/ended"
    await _load(store, FILE.replace(f"keys: [{KEY}]", at_address))
    async with store.read() as tx:
        application = await rows.application(tx, "aalst-site")
    assert application is not None
    assert (application.jwks_uri, application.keys) == ("https://www.aalst.be/jwks", ())
    assert application.backchannel_logout_uri == "https://www.aalst.be/ended"


async def test_keys_and_an_address_of_keys_are_not_taken_together(store):
    both = FILE.replace(f"keys: [{KEY}]", f"jwks_uri: https://www.aalst.be/jwks\n    keys: [{KEY}]")
    assert [(line, "take one away" in message) for line, message in await _problems(store, both)] == [
        (16, True)
    ]


async def test_codes_keep_their_zeros(store):
    await _load(store, FILE)
    async with store.read() as tx:
        ids = await rows.codes(tx, rows.p)
        lennik = await rows.provider(tx, ids["lennik"])
    assert lennik is not None
    assert lennik.nis == "00123"


async def test_second_load_changes_nothing(store):
    first = await _load(store, FILE)
    second = await _load(store, FILE)
    assert {change.outcome for change in first} == {Outcome.CREATED}
    assert {change.outcome for change in second} == {Outcome.UNCHANGED}
    assert [change.key for change in first] == [change.key for change in second]


async def test_changed_entry_is_told_and_keeps_its_id(store):
    await _load(store, FILE)
    async with store.read() as tx:
        before = await rows.codes(tx, rows.p)
    changes = await _load(store, FILE.replace("Ville d'Alost", "Alost"))
    async with store.read() as tx:
        assert await rows.codes(tx, rows.p) == before
    assert [change.key for change in changes if change.outcome is Outcome.CHANGED] == ["aalst"]


async def test_all_problems_are_said_at_once_with_their_lines(store):
    wrong = FILE.replace("nis: 41002", "nis: 4102").replace("provider: aalst, name", "provider: alst, name")
    wrong = wrong.replace("    profile: standard", "    profil: standard").replace("2026-01-01", "2026-02-30")
    found = await _problems(store, wrong)
    assert found == [
        (2, "nis: give the five figures of the NIS code."),
        (7, "provider: there is no provider alst; did you mean aalst?"),
        (9, "profile is missing: add it."),
        (14, "profil: there is no such field; did you mean profile?"),
        (27, "valid_from: there is no such day."),
    ]
    async with store.read() as tx:
        assert await rows.codes(tx, rows.p) == {}


@pytest.mark.parametrize(
    ("changed", "line", "remedy"),
    [
        (("code: lennik", "code: aalst"), 3, "stands on line 2 already"),
        (("client_id: aalst-site", "client_id: citizen-profile"), 9, "no name of ours"),
        (("code: acme, name", "code: acme, code: acme, name"), 5, "stands here twice"),
        (("supplier: acme", "supplier: amce"), 9, "did you mean acme?"),
        (("application: aalst-site", "application: gent-site"), 20, "no application gent-site"),
        (("environment: test", "environment: staging"), 12, "one of test, live"),
        ((KEY, PRIVATE), 15, "this is a private key"),
        ((f"[{KEY}]", "[]"), 15, "at least one public key"),
        ((f"[{KEY}]", f"[{WEAK}]"), 15, "a public JWK on P-256"),
        ((f"keys: [{KEY}]", "jwks_uri: http://www.aalst.be/jwks"), 15, "an exact https address"),
        ((f"keys: [{KEY}]", 'jwks_uri: "https://[aalst/jwks"'), 15, "an exact https address"),
        (("profile: standard", "backchannel_logout_uri: 'https://aalst.be/out#x'\n    profile: standard"), 14, "an exact https address"),
        (("8402/callback", "8402/callback#x"), 17, "an exact https address"),
        (("http://aalst.localhost:8402/callback", "http://www.aalst.be/callback"), 17, "an exact https address"),
        (('"http://aalst.localhost:8402",', '"http://aalst.localhost:8402/",'), 20, "without a path"),
        (("nl: Stad Aalst", "it: Aalst"), 2, "Use one of nl, fr, de, en"),
        (("- {national_number: 88.02.14-000.84}", "- {national_number: 88.02.14-000.85}"), 29, "check digits"),
        (("BE 0999.990.123", "0999.990.124"), 31, "no valid enterprise number"),
        (("suppliers:", "supplier:"), 4, "no such section"),
        (("  - {code: acme", "  - {code: acme]"), 5, "this is no YAML"),
    ],
)  # fmt: skip
async def test_problem_names_line_and_remedy(store, changed: tuple[str, str], line: int, remedy: str):
    found = await _problems(store, FILE.replace(*changed))
    assert [(at, remedy in message) for at, message in found if at == line] == [(line, True)], found


async def test_refusal_of_a_citizen_does_not_repeat_the_number(store):
    found = await _problems(store, FILE.replace("000.84", "000.85"))
    assert "88" not in found[0][1]


async def test_reference_may_point_to_what_was_loaded_before(store):
    await _load(store, FILE)
    changes = await _load(store, 'services: [{code: "LPDC:5", provider: aalst, name: {nl: Afval}}]')
    assert [change.outcome for change in changes] == [Outcome.CREATED]


async def test_production_takes_no_address_of_this_machine(store):
    lines = FILE.splitlines()
    local = [at for at, line in enumerate(lines, start=1) if "localhost" in line]
    for source in (FILE, FILE.replace("http://", "https://")):
        problems = await _problems(store, source, production=True)
        assert [line for line, _ in problems] == local
        assert all("give the https address that citizens visit" in message for _, message in problems)
    public = FILE.replace("http://aalst.localhost:8402", "https://www.aalst.be")
    assert await _load(store, public, production=True)


async def test_application_does_not_go_over_to_another_provider(store):
    """What citizens allowed the one would serve the other."""
    await _load(store, FILE)
    moved = FILE.replace("    provider: aalst\n    supplier", "    provider: lennik\n    supplier")
    [(line, message)] = await _problems(store, moved)
    assert (line, "aalst-site is aalst's" in message) == (9, True)
    assert "citizen-profile site remove" in message
    assert "another client_id" in message
    async with store.read() as tx:
        application = await rows.application(tx, "aalst-site")
        ids = await rows.codes(tx, rows.p)
    assert application is not None
    assert application.provider == ids["aalst"]


async def test_change_says_whom_it_is_about(store):
    changes = await _load(store, FILE)
    async with store.read() as tx:
        aalst = (await rows.codes(tx, rows.p))["aalst"]
    about = {(change.kind, change.key): change.provider for change in changes}
    of_aalst = [kind for (kind, key), provider in about.items() if provider == aalst]
    assert of_aalst == ["provider", "service", "agreement", "application", "site"]
    assert about["supplier", "acme"] is None
    assert about["synthetic citizen", "number 1"] is None
