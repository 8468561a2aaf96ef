"""The operator's file of public duties: read strictly, and every mistake is named with its line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import profile_core
from embed_header.duties import file
from embed_header.duties.model import Duties
from profile_core.contract import LANGUAGES, InvalidError
from tests.pages.duty_scenes import sample

Read = Callable[[str], Duties | None]
WRONG = {
    "  email: profiel@example.org\n": ("", "email is missing: add it."),
    "  telephone: +32 2 555 01 00": ("  telephone: 02 555 01 00", "a number such as +32 2 555 01 23"),
    "  email: dpo@example.org": ("  email: dpo.example.org", "email: give an e-mail address."),
    "https://ombuds.example.org/fr": ("http://ombuds.example.org/fr", "link: fr: give an https address."),
    "https://ombuds.example.org/de": ("https://a@b/?<script>", "link: de: give an https address."),
    "  status: partial": ("  status: full", "shortcomings are listed: write partial or none"),
    "  method: self": ("  method: guess", "method: give one of self, third_party."),
    "  prepared: 2026-09-22": ("  prepared: 2026-02-30", "prepared: there is no such day."),
    "  reviewed: 2026-11-16": ("  reviewed: 2026-09-21", "cannot be reviewed before it was prepared"),
    "    - reason: non_compliance": ("    - reason: forgotten", "reason: give one of non_compliance"),
    "        de: Bitten Sie die Gemeinde um den Text per E-Mail.\n": ("", "instead: also say it in de."),
    "        en: Ask the municipality": ("        en: ''\n        es: Ask", "one of nl, fr, de, en"),
    "    header: {article: 6(1)(e)": ("    header: {article: 6(1)(f)", "one of 6(1)(c) or 6(1)(e)"),
    "  log_days: 30": ("  log_days: a month", "log_days: give a number of days."),
    "  retention:  ": ("  retentoin:  ", "retentoin: there is no such field; did you mean retention?"),
    "  enforcement:\n": ("  enforcement: nobody\n  rest:\n", "enforcement: give fields below it"),
    "  further_purposes: []": ("  further_purposes: none", "further_purposes: give a list"),
    "accessibility:\n": ("contact: x\naccessibility:\n", "contact: there is no such field"),
    "body:   ": ("body: [\nrest:   ", "this is no YAML"),
    "  date: 2026-11-16": ("  date: \x07", "a character stands here that no text has"),
}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a text as the operator's file."""

    def _read(text: str) -> Duties | None:
        named = tmp_path / "duties.yaml"
        named.write_text(text)
        return file.read(named)

    return _read


def test_sample_of_the_docs_can_be_used(read: Read):
    duties = read(sample())
    assert duties
    assert duties.body.dialled == "+3225550100"
    assert [one.reason for one in duties.accessibility.shortcomings] == ["non_compliance"]
    assert duties.privacy.trail.article == "6(1)(c)"
    assert duties.privacy.header == duties.privacy.sign_on
    assert {item.language for item in duties.privacy.retention.items} == set(LANGUAGES)


def test_purpose_of_another_block_is_taken_as_the_docs_write_it(read: Read):
    page = Path(__file__).parents[2] / "docs/operations/duties.md"
    more = re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    assert len(more) == 1
    alone = re.sub(r"^  further_purposes: \[\].*\n", lambda _: more[0], sample(), flags=re.MULTILINE)
    duties = read(alone)
    assert duties
    assert [one.what.in_language("en") for one in duties.privacy.further] == ["To show your parking permit."]


def test_demo_has_a_file_of_its_own():
    assert file.read(Path(profile_core.__file__).parent / "cli/demo/duties.yaml")


def test_without_a_file_nothing_is_known():
    assert file.read(None) is None


@pytest.mark.parametrize(("right", "wrong", "said"), [(right, *wrong) for right, wrong in WRONG.items()])
def test_each_mistake_is_named_with_its_line(read: Read, right: str, wrong: str, said: str):
    assert sample().count(right) >= 1
    text = sample().replace(right, wrong, 1)
    with pytest.raises(InvalidError) as caught:
        read(text)
    told = [line for line in caught.value.message.splitlines() if said in line]
    assert told, caught.value.message
    number = re.match(r"  line (\d+): ", told[0])
    assert number
    begins = sample()[: sample().index(right)].count("\n") + 1
    assert abs(int(number[1]) - begins) <= _REACH, (number[1], begins)


_REACH = 6
"""Lines: what is missing is said where the fields begin among which it belongs."""


def test_all_mistakes_are_said_at_once_in_their_order(read: Read):
    text = sample().replace("  method: self", "  method: guess").replace("log_days: 30", "log_days: x")
    with pytest.raises(InvalidError) as caught:
        read(text.replace("  email: profiel@example.org\n", ""))
    named = re.findall(r"line (\d+): (\w+)", caught.value.message)
    assert [field for _, field in named] == ["email", "method", "log_days"]
    assert [int(line) for line, _ in named] == sorted(int(line) for line, _ in named)


def test_whole_part_that_is_missing_is_one_mistake(read: Read):
    text = sample()[: sample().index("\nprivacy:")]
    with pytest.raises(InvalidError) as caught:
        read(text)
    assert re.findall(r"line \d+: (.*)", caught.value.message) == ["privacy is missing: add it."]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "nothing\n"])
def test_file_without_fields_says_what_one_looks_like(read: Read, text: str):
    with pytest.raises(InvalidError, match="the file must have fields, written name: value"):
        read(text)


def test_statement_that_claims_less_than_full_must_say_why(read: Read):
    text = re.sub(r"  shortcomings:.*?(?=  procedure:)", "", sample(), flags=re.DOTALL)
    with pytest.raises(InvalidError, match="list under shortcomings what is not accessible, or write full"):
        read(text)
    assert read(text.replace("status: partial", "status: full"))


def test_office_that_nobody_can_reach_is_refused(read: Read):
    with pytest.raises(InvalidError, match="data_protection_officer: say how to reach them"):
        read(sample().replace("    email: dpo@example.org\n", ""))


def test_enforcement_wants_a_link_as_the_directive_does(read: Read):
    text = re.sub(r"    link:\n(      .*ombuds.*\n)+", "", sample())
    assert text != sample()
    with pytest.raises(InvalidError, match="link is missing: add it"):
        read(text)


def test_file_that_cannot_be_read_says_so(tmp_path: Path):
    with pytest.raises(
        InvalidError, match=r"CITIZEN_PROFILE_HEADER_DUTIES_FILE \(.*none.yaml\) cannot be used"
    ):
        file.read(tmp_path / "none.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00body")
    with pytest.raises(InvalidError, match="it cannot be read"):
        file.read(binary)
