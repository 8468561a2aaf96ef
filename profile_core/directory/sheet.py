"""A YAML file as entries that know their lines and collect what is wrong with them.

Every scalar is read as text, so a NIS code keeps its zeros and ``no`` stays a word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, cast

import yaml

from profile_core.kit.errors import InvalidError
from profile_core.kit.texts import Text, Texts, checked

_START = yaml.Mark("", 0, 0, 0, None, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong on a line of a file, and what to do about it."""

    line: int
    message: str


@dataclass(slots=True)
class Problems:
    """Everything that is wrong with a file, so that it is all said at once."""

    found: list[Problem] = field(default_factory=list[Problem])

    def add(self, line: int, message: str) -> None:
        """Note a problem and go on."""
        self.found.append(Problem(line=line, message=message))


class Entry:
    """One item of a list in the file. A field that is missing or malformed is noted and read as empty."""

    def __init__(self, node: yaml.MappingNode, problems: Problems) -> None:
        self.line = _line(node)
        self._problems = problems
        self._fields = _fields(node, problems)
        self._lines = _key_lines(node)
        self._asked: set[str] = set()

    def text(self, name: str, shape: str = r".+", hint: str = "a text", *, needed: bool = True) -> str:
        """Return a text that matches ``shape`` as a whole; ``hint`` says to people what that is."""
        node = self._field(name, needed=needed)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not re.fullmatch(shape, node.value):
            self._problems.add(_line(node), f"{name}: give {hint}.")
            return ""
        return node.value

    def has(self, name: str) -> bool:
        """Tell whether a field is there, whatever stands in it."""
        return name in self._fields

    def choice(self, name: str, known: Sequence[str]) -> str:
        """Return one of the known words."""
        return self.text(name, "|".join(known), f"one of {', '.join(known)}")

    def many(self, name: str, shape: str = r".+", hint: str = "a text") -> tuple[str, ...]:
        """Return a list of texts; a field that is not there is an empty list."""
        return tuple(text for text, _ in self.many_with_lines(name, shape, hint))

    def many_with_lines(self, name: str, shape: str, hint: str) -> Iterator[tuple[str, int]]:
        """Return a list of texts, each with its line."""
        for node in self._items(name):
            if isinstance(node, yaml.ScalarNode) and re.fullmatch(shape, node.value):
                yield node.value, _line(node)
            else:
                self._problems.add(_line(node), f"{name}: give {hint} in each item.")

    def mappings(self, name: str) -> list[tuple[dict[str, Any], int]]:
        """Return a list of mappings from text to text, each with its line."""
        plain = [(_plain(node), _line(node)) for node in self._items(name)]
        return [(value, line) for value, line in plain if isinstance(value, dict)]

    def entry(self, name: str) -> "Entry":
        """Return the fields that stand below a field; of one that is not there no field is asked for."""
        node = self._field(name)
        if isinstance(node, yaml.MappingNode):
            return Entry(node, self._problems)
        if node is not None:
            self._problems.add(_line(node), f"{name}: give fields below it, written name: value.")
        return Entry(yaml.MappingNode("", [], _START, _START), Problems())

    def entries(self, name: str, *, needed: bool = True) -> "list[Entry]":
        """Return the items of a list, each with fields of its own; it may be empty."""
        node = self._field(name, needed=needed)
        return _entries(name, node, self._problems) if node is not None else []

    def texts(self, name: str, *, needed: bool = True) -> Texts:
        """Return a text in several languages; the first one stands in for missing languages."""
        node = self._field(name, needed=needed)
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                self._problems.add(_line(node), f"{name}: give a text per language: {{nl: ..., fr: ...}}.")
            return Texts(())
        named = _fields(node, self._problems)
        items = [
            Text(language=code, text=str(_plain(value)), default=at == 0)
            for at, (code, value) in enumerate(named.items())
        ]
        try:
            return checked(items)
        except InvalidError as error:
            self._problems.add(_line(node), f"{name}: {error.message}")
            return Texts(())

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """Return a date, written 2026-11-22."""
        text = self.text(name, r"\d{4}-\d\d-\d\d", "a date such as 2026-11-22", needed=needed)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(name, "there is no such day.")
            return None

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with the value of a field."""
        self._problems.add(self._lines.get(name, self.line), f"{name}: {message}")

    def close(self) -> None:
        """Note the fields that nobody asked for."""
        for name, line in self._lines.items():
            if name not in self._asked:
                near = get_close_matches(name, self._asked, n=1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(self._asked))}."
                self._problems.add(line, f"{name}: there is no such field; {meant}")

    def _field(self, name: str, *, needed: bool = True) -> yaml.Node | None:
        self._asked.add(name)
        node = self._fields.get(name)
        if node is None and needed:
            self._problems.add(self.line, f"{name} is missing: add it.")
        return node

    def _items(self, name: str) -> list[yaml.Node]:
        node = self._field(name, needed=False)
        if isinstance(node, yaml.SequenceNode):
            return node.value
        if node is not None:
            self._problems.add(_line(node), f"{name}: give a list: [..., ...].")
        return []


def read_entry(source: str, problems: Problems) -> Entry:
    """Read a file that is one entry."""
    root = _root(source, problems)
    if isinstance(root, yaml.MappingNode):
        return Entry(root, problems)
    if not problems.found:
        problems.add(1, "the file must have fields, written name: value.")
    return Entry(yaml.MappingNode("", [], _START, _START), Problems())


def read(source: str, sections: Sequence[str], problems: Problems) -> dict[str, list[Entry]]:
    """Read a file whose top level names sections, each a list of entries."""
    root = _root(source, problems)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        problems.add(1, f"the file must have the sections {', '.join(sections)}.")
        return {}
    named = _fields(root, problems)
    for name in named.keys() - set(sections):
        problems.add(_key_lines(root)[name], f"{name}: no such section; known are {', '.join(sections)}.")
    return {name: _entries(name, named[name], problems) for name in sections if name in named}


def _root(source: str, problems: Problems) -> yaml.Node | None:
    try:
        return cast("yaml.Node | None", yaml.compose(source, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(line, f"this is no YAML: {error.problem}. Mend the line, or the one above it.")
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        problems.add(line, "this is no YAML: a character stands here that no text has. Take it away.")
    return None


def _entries(name: str, node: yaml.Node, problems: Problems) -> list[Entry]:
    if not isinstance(node, yaml.SequenceNode):
        problems.add(_line(node), f"{name}: give a list; each item begins with a dash.")
        return []
    for item in node.value:
        if not isinstance(item, yaml.MappingNode):
            problems.add(_line(item), f"{name}: each item has fields, written name: value.")
    return [Entry(item, problems) for item in node.value if isinstance(item, yaml.MappingNode)]


def _fields(node: yaml.MappingNode, problems: Problems) -> dict[str, yaml.Node]:
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in fields:
            problems.add(_line(key), f"{name} stands here twice: take one away.")
        fields[name] = value
    return fields


def _key_lines(node: yaml.MappingNode) -> dict[str, int]:
    return {str(key.value): _line(key) for key, _ in node.value}


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
