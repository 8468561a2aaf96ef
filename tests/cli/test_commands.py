"""Each command on a real database."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

from graphql import build_schema

from profile_core import audit
from profile_core.directory import subjects
from profile_core.kit import keyfile, keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.cli.conftest import Run
from tests.databases import Database

DIRECTORY = """\
providers:
  - {code: aalst, nis: "41002", name: {nl: Stad Aalst}}
services:
  - {code: LPDC-1, provider: alst, name: {nl: Parkeren}}
  - {code: LPDC-2, provider: aalst, naam: {nl: Afval}}
"""
RIGHT = DIRECTORY.replace("alst,", "aalst,", 2).replace("aaalst", "aalst").replace("naam", "name")


def test_migrate_makes_every_table_and_the_second_time_nothing(run: Run, empty_database: Database) -> None:
    first = run("migrate", database_url=empty_database.url)
    assert first.returncode == 0, first.stderr
    assert "notifications: up to date" in first.stdout
    assert run("migrate", database_url=empty_database.url).returncode == 0


def test_migrate_makes_the_folder_of_a_new_sqlite_file(run: Run, tmp_path: Path) -> None:
    assert run("migrate").returncode == 0
    assert (tmp_path / "var" / "citizen-profile.sqlite").exists()


def test_keyring_is_for_its_owner_and_is_never_replaced(run: Run, tmp_path: Path) -> None:
    assert run("keyring", "create").returncode == 0
    file = tmp_path / "var" / "keyring.json"
    before = file.read_bytes()
    again = run("keyring", "create")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (again.returncode, file.read_bytes()) == (1, before)
    assert "keyring rotate" in again.stderr


def test_rotated_keyring_opens_what_was_sealed_and_seals_it_anew(
    run: Run, tmp_path: Path, database: Database
) -> None:
    settings = {"database_url": database.url}
    run("keyring", "create", **settings)
    file = tmp_path / "var" / "keyring.json"
    old = keyfile.parse(file.read_bytes())
    number = subjects.national("88021400084")
    subject = asyncio.run(_subject(database, old, number, make=True))
    assert run("keyring", "rotate", **settings).returncode == 0
    assert "0 numbers were sealed anew" in run("keyring", "reseal", **settings).stdout
    assert run("keyring", "promote", **settings).returncode == 0
    new = keyfile.parse(file.read_bytes())
    resealed = run("keyring", "reseal", **settings)
    assert "1 numbers were sealed anew" in resealed.stdout, resealed.stderr
    assert "0 numbers were sealed anew" in run("keyring", "reseal", **settings).stdout
    newest_only = keyring.Keyring(bucket_secret=new.bucket_secret, generations=new.generations[:1])
    assert asyncio.run(_subject(database, newest_only, number)) == subject


async def _subject(database: Database, keys: keyring.Keyring, number: subjects.Number, *, make: bool = False):
    store = open_store(Settings(database_url=database.url), {})
    try:
        async with store.begin() as tx:
            if make:
                return (await subjects.resolve(tx, keys, [number]))[0]
            return (await subjects.look_up(tx, keys, [number]))[number]
    finally:
        await store.close()


def test_directory_file_is_loaded_whole_or_not_at_all(run: Run, tmp_path: Path, database: Database) -> None:
    settings = {"database_url": database.url}
    run("keyring", "create", **settings)
    file = tmp_path / "directory.yaml"
    file.write_text(DIRECTORY)
    refused = run("directory", "load", "directory.yaml", **settings)
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "directory.yaml:4: provider: there is no provider alst; did you mean aalst?",
        "directory.yaml:5: name is missing: add it.",
        "directory.yaml:5: naam: there is no such field; did you mean name?",
        "Nothing of directory.yaml was loaded.",
    ]
    file.write_text(RIGHT)
    first, second = (run("directory", "load", "directory.yaml", **settings).stdout for _ in range(2))
    assert ["service", "2", "0", "0"] in _cells(first)
    assert ["service", "0", "0", "2"] in _cells(second)


def test_loading_a_directory_leaves_lines_that_say_what_changed(
    run: Run, tmp_path: Path, database: Database
) -> None:
    settings = {"database_url": database.url}
    run("keyring", "create", **settings)
    (tmp_path / "directory.yaml").write_text(
        f"{RIGHT}synthetic_citizens:\n  - {{national_number: 88.02.14-000.84}}\n"
    )
    for _ in range(2):
        assert run("directory", "load", "directory.yaml", **settings).returncode == 0
    lines = asyncio.run(_lines(database))
    assert {(line.actor, line.action, line.purpose) for line in lines} == {
        ("operator", "directory.loaded", "created")
    }
    said = [(line.detail["kind"], line.detail["count"], line.detail.get("keys")) for line in lines]
    assert sorted(said) == [
        ("provider", "1", "aalst"),
        ("service", "2", "LPDC-1 LPDC-2"),
        ("synthetic citizen", "1", None),
    ]
    region = [line.detail["kind"] for line in lines if line.subject_id == audit.REGION.id]
    assert region == ["synthetic citizen"]


async def _lines(database: Database) -> list[Any]:
    store = open_store(Settings(database_url=database.url), {})
    try:
        async with store.read() as tx:
            t = audit.audit_table
            return list(await tx.rows(t.select().where(t.c.bucket.in_(range(1024)))))
    finally:
        await store.close()


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines() if "│" in line]


def test_directory_of_production_names_no_address_of_this_machine(
    run: Run, tmp_path: Path, database: Database
) -> None:
    settings = {"database_url": database.url, "public_url": "https://profile.example.org"}
    run("keyring", "create", **settings)
    site = 'sites:\n  - {origin: "http://a.localhost:1", provider: aalst, application: a, name: {nl: A}}\n'
    (tmp_path / "directory.yaml").write_text(site)
    refused = run("directory", "load", "directory.yaml", environment="production", **settings)
    assert "directory.yaml:2: origin: http://a.localhost:1: this is production" in refused.stderr


def test_directory_wants_a_keyring_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "directory.yaml").write_text(RIGHT)
    done = run("directory", "load", "directory.yaml")
    assert (done.returncode, "citizen-profile keyring create" in done.stderr) == (1, True)


def test_schemas_are_printed_as_composed(run: Run) -> None:
    for which, field in (("citizen", "notifications"), ("provider", "registerNotifications")):
        schema = build_schema(run("schema", which).stdout)
        roots = [root for root in (schema.query_type, schema.mutation_type) if root]
        assert any(field in root.fields for root in roots)


def test_blocks_that_are_not_named_do_not_run(run: Run) -> None:
    listed = run("blocks", "list", blocks="sso").stdout
    runs = {cells[0]: cells[1] for cells in _cells(listed)}
    assert (runs["sso"], runs["notifications"]) == ("yes", "no")


def test_doctor_names_each_trouble_with_its_remedy(
    run: Run, tmp_path: Path, empty_database: Database
) -> None:
    settings = {"database_url": empty_database.url, "public_url": "http://localhost:1"}
    run("keyring", "create", **settings)
    (tmp_path / "var" / "keyring.json").chmod(0o644)
    done = run("doctor", **settings)
    assert done.returncode == 1
    troubles = [line.split(":")[0] for line in done.stdout.splitlines() if line.startswith("MEND")]
    assert troubles == ["MEND keyring", "MEND tables", "MEND issuer"]
    for remedy in ("chmod 600 var/keyring.json", "citizen-profile migrate", "citizen-profile serve"):
        assert remedy in done.stdout


def test_doctor_of_production_wants_to_know_the_proxy(run: Run, database: Database) -> None:
    settings = {"database_url": database.url, "environment": "production", "public_url": "https://p.invalid"}
    run("keyring", "create", **settings)
    assert "MEND proxy: nobody's X-Forwarded-For is believed" in run("doctor", **settings).stdout
    assert "CITIZEN_PROFILE_TRUSTED_PROXIES=127.0.0.1" in run("doctor", **settings).stdout
    known = run("doctor", trusted_proxies="127.0.0.1", **settings).stdout
    assert "ok   proxy: 127.0.0.1 is believed" in known


def test_token_names_what_it_needs(run: Run, tmp_path: Path) -> None:
    assert "name its key with --key" in run("token", "somebody").stderr
    key = {"kty": "EC", "crv": "P-256"}
    (tmp_path / "key.json").write_text(json.dumps(key))
    assert "There is no key file" in run("token", "somebody", "--key", "none.json").stderr
    assert "is no private key" in run("token", "somebody", "--key", "key.json").stderr
