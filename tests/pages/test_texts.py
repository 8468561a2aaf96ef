"""Every text stands in all four languages, is used, keeps its placeholders and speaks politely."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from embed_header.site_check.kinds import Kind
from profile_core.kit.texts import LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDERS = [
    ROOT / "profile_core/pages",
    *(p.parent for p in ROOT.glob("sso/locale")),
    *(p.parent for p in ROOT.glob("embed_header/locale")),
    *(p.parent for p in ROOT.glob("blocks/*/locale")),
]
BY_CODE = {"embed_header": {key for kind in Kind for key in (kind.seen, kind.remedy) if key}}
"""Keys that a template puts together from a code, by the folder that has them."""
IMPOLITE = {
    "nl": r"\b(je|jij|jou|jouw|jullie)\b",
    "fr": r"\b(tu|toi|ton|ta|tes)\b",
    "de": r"\b(du|dich|dir|dein\w*|euch)\b",
    "en": r"\b(please|user|customer)\b",
}


def catalogue(folder: Path, language: str) -> dict[str, tuple[str, ...]]:
    with (folder / f"locale/{language}.po").open(encoding="utf-8") as lines:
        found = [message for message in read_po(lines) if message.id]
    keys = [message.id if isinstance(message.id, str) else message.id[0] for message in found]
    assert len(keys) == len(set(keys))
    words = [(m.string,) if isinstance(m.string, str) else tuple(m.string or ()) for m in found]
    return dict(zip(keys, words, strict=True))


def used(folder: Path) -> set[str]:
    options = {"**.html": {"trimmed": "true"}}
    rows = extract_from_dir(str(folder / "templates"), [("**.html", "jinja2")], options)
    letters = extract_from_dir(str(folder), [("**.py", "python")], keywords={"words": None})
    keys = {row[2] if isinstance(row[2], str) else row[2][0] for row in (*rows, *letters)}
    return {key for key in keys if "." in key} | BY_CODE.get(folder.name, set())


def placeholders(words: tuple[str, ...]) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", words[-1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_texts_are_those_that_templates_use(folder: Path, language: str):
    known = catalogue(folder, language)
    shared = catalogue(FOLDERS[0], language) if folder != FOLDERS[0] else {}
    assert used(folder) - shared.keys() == known.keys()
    assert all(all(words) for words in known.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_placeholders_are_the_same_in_every_language(folder: Path):
    dutch = catalogue(folder, "nl")
    for language in LANGUAGES[1:]:
        for key, words in catalogue(folder, language).items():
            assert placeholders(words) == placeholders(dutch[key]), (language, key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_citizen_is_spoken_to_politely_and_without_shouting(folder: Path, language: str):
    for key, words in catalogue(folder, language).items():
        text = " ".join(words)
        assert not re.search(IMPOLITE[language], text, re.IGNORECASE), key
        assert "!" not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_sentences_are_short_enough_for_everybody(folder: Path, language: str):
    """Plain language (B1) keeps a sentence under some twenty-five words."""
    for key, words in catalogue(folder, language).items():
        for sentence in re.split(r"[.?:]\s", " ".join(words)):
            assert len(sentence.split()) <= 25, (key, sentence)
