"""Each rule of our own is seen to break on a small tree that breaks it."""

import json
from pathlib import Path

from tools.checks import acting, commits, documented, locks, schemas, sizes

HASHED = "starlette==1.10.0 \\\n    --hash=sha256:00\n"
PROJECT = '[project]\ndependencies = ["starlette>=1"]\noptional-dependencies = { postgres = [] }\n'


def put(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_long_file_is_refused(tmp_path: Path):
    put(tmp_path, "sso/long.py", "x = 1\n" * 301)
    put(tmp_path, "sso/fits.py", "x = 1\n" * 300)
    put(tmp_path, "sso/migrations/0001_first.py", "x = 1\n" * 999)
    put(tmp_path, "embed_header/dist/header.ts", "x\n" * 999)
    assert [problem.split(":")[0] for problem in sizes.problems(tmp_path)] == ["sso/long.py"]


def test_long_function_is_refused(tmp_path: Path):
    put(tmp_path, "sso/long.py", "async def walk():\n" + "    pass\n" * 40)
    put(tmp_path, "sso/fits.py", "def walk():\n" + "    pass\n" * 39)
    assert list(sizes.problems(tmp_path)) == ["sso/long.py:1: walk has 41 lines, 40 are the most"]


def test_commit_outside_the_store_is_refused(tmp_path: Path):
    put(
        tmp_path, "profile_core/store/store.py", "async def end(connection):\n    await connection.commit()\n"
    )
    put(tmp_path, "blocks/notifications/ingest.py", "async def take(tx):\n    await tx.commit()\n")
    [problem] = commits.problems(tmp_path)
    assert problem.startswith("blocks/notifications/ingest.py:2: commit belongs to the store")


def test_reader_that_does_not_know_who_acts_is_refused(tmp_path: Path):
    put(tmp_path, "blocks/a/rows.py", "async def items(tx: Tx, first: int):\n    return sa.select(item)\n")
    put(tmp_path, "blocks/b/rows/items.py", "async def done(tx: Tx, who: Acting):\n    return update(item)\n")
    put(tmp_path, "blocks/c/rows.py", "async def gone(tx: Tx, acting: object):\n    sa.delete(item)\n")
    put(tmp_path, "blocks/d/rows.py", "async def late(tx: Tx, *, acting: Acting):\n    sa.select(item)\n")
    found = [problem.partition(": ")[0] for problem in acting.problems(tmp_path, {})]
    assert found == [
        "blocks/a/rows.py:items",
        "blocks/b/rows/items.py:done",
        "blocks/c/rows.py:gone",
        "blocks/d/rows.py:late",
    ]


def test_reader_that_knows_who_acts_is_allowed(tmp_path: Path):
    put(tmp_path, "blocks/a/rows.py", "async def items(tx: Tx, acting: Acting):\n    sa.select(item)\n")
    put(
        tmp_path,
        "blocks/b/rows.py",
        "async def items(tx: Tx, caller: Caller, n: int):\n    sa.select(item)\n",
    )
    put(
        tmp_path,
        "blocks/c/rows.py",
        "async def add(tx: Tx, item: Item):\n    await tx.insert(items, [item])\n",
    )
    put(tmp_path, "blocks/d/ingest.py", "async def take(tx: Tx):\n    events.select(1)\n")
    assert list(acting.problems(tmp_path, {})) == []


def test_exception_of_a_reader_that_is_gone_is_refused(tmp_path: Path):
    put(tmp_path, "blocks/a/rows.py", "async def due(tx: Tx):\n    sa.select(item)\n")
    assert list(acting.problems(tmp_path, {"blocks/a/rows.py:due": "a job"})) == []
    assert list(acting.problems(tmp_path, {"blocks/a/rows.py:due": "a job", "blocks/a/rows.py:old": "gone"}))


def test_lock_without_hash_with_address_or_with_a_gap_is_refused(tmp_path: Path):
    put_locks(tmp_path)
    assert list(locks.problems(tmp_path)) == []
    put(tmp_path, "requirements/runtime.txt", "starlette==1.10.0\n    # via citizen-profile\n")
    assert list(locks.problems(tmp_path)) == ["requirements/runtime.txt: starlette has no hash"]
    put(tmp_path, "requirements/runtime.txt", "--index-url https://registry.example\n" + HASHED)
    assert "address of a registry" in next(locks.problems(tmp_path))
    put(tmp_path, "requirements/runtime.txt", "uvicorn==1 \\\n    --hash=sha256:00\n")
    assert list(locks.problems(tmp_path)) == [
        "requirements/runtime.txt: starlette is not locked; run `make lock`"
    ]


def test_npm_lock_without_integrity_or_with_address_is_refused(tmp_path: Path):
    put_locks(tmp_path)
    packages = {"": {}, "node_modules/jose": {"resolved": "https://registry.example/jose.tgz"}}
    put(tmp_path, "tests/node/package-lock.json", json.dumps({"packages": packages}))
    put(tmp_path, "embed_header/.npmrc", "fund=false\n")
    assert [problem.split(": ")[0] for problem in locks.problems(tmp_path)] == [
        "tests/node",
        "tests/node",
        "embed_header/.npmrc",
    ]


def put_locks(root: Path) -> None:
    put(root, "pyproject.toml", PROJECT)
    put(root, "requirements/runtime.in", "# nothing more\n")
    put(root, "requirements/runtime.txt", HASHED)
    for folder in ("tests/node", "embed_header"):
        packages = {"": {}, "node_modules/jose": {"integrity": "sha512-00"}}
        put(root, f"{folder}/package-lock.json", json.dumps({"packages": packages}))
        put(root, f"{folder}/.npmrc", "omit-lockfile-registry-resolved=true\n")


def test_undocumented_name_is_refused(tmp_path: Path):
    put(tmp_path, "docs/operations/settings.md", "`CITIZEN_PROFILE_DATABASE_URL` names the database.\n")
    names = [("setting", "CITIZEN_PROFILE_DATABASE_URL"), ("command", "citizen-profile serve")]
    assert list(documented.problems(tmp_path, names)) == [
        "docs/: does not name the command citizen-profile serve"
    ]


def test_schema_that_differs_from_the_committed_one_is_refused():
    assert (
        list(schemas.differences("type Query { a: Int }", "type Query { a: Int }", "schema/x.graphql")) == []
    )
    [difference] = schemas.differences("type Query { a: Int }", "type Query { b: Int }", "schema/x.graphql")
    assert "-type Query { a: Int }" in difference


def test_change_that_breaks_clients_is_refused():
    released = "type Query { a: Int, b: Int }"
    assert list(schemas.breaks(released, "type Query { a: Int, b: Int, c: Int }", "schema/x.graphql")) == []
    [broken] = schemas.breaks(released, "type Query { a: Int }", "schema/x.graphql")
    assert "Query.b was removed" in broken
