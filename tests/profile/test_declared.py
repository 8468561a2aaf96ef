"""Every column of every table is declared: whose it is, whether its citizen is given it, and why not."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from profile_core.contract import Block, InvalidError, Privacy, loading
from profile_core.contract.loading import CORE as HISTORIES, undeclared
from profile_core.contract.privacy_core import CORE
from profile_core.kit.texts import LANGUAGES
from profile_core.store.kept import Kept
from tests.histories import all_histories, blocks

DECLARED: dict[str, Privacy | None] = {"core": CORE} | {block.name: block.privacy for block in blocks()}
KEPT = [kept for privacy in DECLARED.values() if privacy for kept in privacy.kept]
by_table = pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.table.name)


def _tables(block: Block | None) -> set[str]:
    if block is None:
        return {table for history in HISTORIES for table in history.metadata.tables}
    return set(block.migrations.metadata.tables) if block.migrations else set()


@pytest.mark.parametrize("block", [None, *blocks()], ids=lambda block: block.name if block else "core")
def test_every_table_is_somebodys_or_nobodys(block: Block | None):
    privacy = DECLARED[block.name if block else "core"]
    assert privacy is not None
    kept = [one.table.name for one in privacy.kept]
    assert sorted([*kept, *privacy.nobodys]) == sorted(_tables(block))


def test_no_table_of_a_subject_is_called_nobodys_without_reason():
    """What lies by bucket, and is nobody's, is what nobody can be found from.

    But for whom a file concerns: it lies with the provider, and who stands in it has a copy that says the same.
    """
    tables = {table.name: table for history in all_histories() for table in history.metadata.tables.values()}
    nobodys = {name for privacy in DECLARED.values() if privacy for name in privacy.nobodys}
    named = {name for name in nobodys if "subject_id" in tables[name].columns}
    assert named == {"file_status_party"}


@by_table
def test_every_column_is_given_or_says_why_not(kept: Kept):
    said, inner = set(kept.said), set(kept.inner)
    assert said & inner == set()
    assert said | inner == {column.name for column in kept.table.columns} - {"bucket"}
    assert set(kept.unsealed) <= said and set(kept.words) <= said
    assert all(len(why) > 10 for why in kept.inner.values())


@by_table
def test_whatever_lies_sealed_is_opened_for_its_citizen(kept: Kept):
    sealed = {
        column.name for column in kept.table.columns if column.name in ("sealed", "person", "role", "names")
    }
    assert sealed <= set(kept.unsealed)


@by_table
def test_words_are_there_in_every_language(kept: Kept):
    words = [kept.title, kept.purpose, kept.ground, kept.until, *kept.said.values()]
    words += [hold.reason for hold in kept.holds]
    assert all({one.language for one in word.items} == set(LANGUAGES) for word in words)


def test_block_that_keeps_what_it_does_not_declare_does_not_load(monkeypatch: pytest.MonkeyPatch):
    [whole] = [block for block in blocks() if block.name == "notifications"]
    assert whole.privacy is not None and undeclared(whole) == []
    kept = {one.table.name: one for one in whole.privacy.kept}
    said = {name: text for name, text in kept["delivery"].said.items() if name != "channel"}
    kept["delivery"] = replace(kept["delivery"], said=said)
    bare = replace(whole, privacy=replace(whole.privacy, kept=list(kept.values())))
    assert "delivery.channel" in undeclared(bare)
    assert "notification" in undeclared(replace(whole, privacy=None))
    points = [SimpleNamespace(name="notifications", load=lambda: bare)]
    monkeypatch.setattr(loading, "entry_points", lambda group: points)  # noqa: ARG005 (as it is called)
    with pytest.raises(InvalidError, match=r"delivery\.channel"):
        loading.load_blocks(["notifications"])
