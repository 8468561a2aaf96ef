"""Phases and codes are data: an operator loads others, and what is wrong with a sheet is said."""

import pytest

from blocks.file_status import loading, matrix
from profile_core.contract import LANGUAGES, InvalidError
from profile_core.kit.texts import Texts
from tests.file_status.played import Stage, file, moved, status
from tests.notifications.played import refusals

SHEET = b"""
- code: open
  name: {nl: Open, en: Open}
  codes: [{code: new, name: {nl: Nieuw}, sentence: {nl: Er is iets nieuws.}}]
- code: shut
  name: {nl: Dicht}
  over: true
  codes: [{code: done, name: {nl: Klaar}, sentence: {nl: Het is klaar.}}]
"""


def every_text() -> list[Texts]:
    return [
        text
        for phase in matrix.own().phases
        for text in (phase.name, *(one for code in phase.codes for one in (code.name, code.sentence)))
    ]


def test_every_status_has_a_sentence_in_four_languages():
    for text in every_text():
        assert sorted(one.language for one in text.items) == sorted(LANGUAGES)
    sentences = [code.sentence for phase in matrix.own().phases for code in phase.codes]
    assert all(one.text.endswith(".") for text in sentences for one in text.items)


def test_usual_road_is_that_of_the_region():
    assert [one.code for one in matrix.own().phases] == [
        *("composition", "treatment", "decision", "appeal", "execution", "completed")
    ]
    assert [one.code for one in matrix.own().phases if not one.expected] == ["appeal"]


async def test_loaded_phases_hold_and_no_others(stage: Stage):
    await stage.register(file("old"))
    await loading.load(stage.platform, SHEET)
    outcomes = await stage.register(file("a"), file("b", status(phase="open", code="new")))
    assert refusals(outcomes) == ["file.phase", None]
    await stage.update(moved("b", status(5, phase="shut", code="done")))
    seen = {one.external_id: one.over for one in await stage.listed()}
    assert seen == {"old": False, "b": True}
    known = await loading.load(stage.platform, SHEET.replace(b"shut", b"closed"))
    assert [one.code for one in known.phases] == ["open", "closed"]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (b"no: list", "phases.sheet"),
        (b"\xff", "phases.sheet"),
        (SHEET.replace(b"code: shut", b"code: open"), "phases.codes"),
        (SHEET.replace(b"over: true", b"over: false"), "phases.over"),
        (SHEET.replace(b"code: shut", b"code: Dicht!"), "phases.code"),
        (SHEET.replace(b"name: {nl: Dicht}", b"name: {xx: Dicht}"), "texts.language"),
        (SHEET.replace(b"over: true", b"ends: true"), "phases.sheet"),
        (
            SHEET.replace(
                b"codes: [{code: done, name: {nl: Klaar}, sentence: {nl: Het is klaar.}}]", b"codes: []"
            ),
            "phases.codes",
        ),
    ],
)
async def test_wrong_sheet_is_refused_and_what_held_still_holds(stage: Stage, sheet: bytes, code: str):
    with pytest.raises(InvalidError) as error:
        await loading.load(stage.platform, sheet)
    assert error.value.code == code
    assert (await loading.known(stage.platform)).phases == matrix.own().phases
