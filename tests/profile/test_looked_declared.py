"""Every action that any code of ours can write into the trail is explained to citizens, in four languages."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from blocks.file_status.disclosures import DISCLOSURES as FILES
from blocks.notifications.disclosures import DISCLOSURES as NOTIFICATIONS
from embed_header.disclosures import DISCLOSURES as HEADER
from profile_core.contract import LANGUAGES
from profile_core.contract.disclosures_core import CORE
from sso.looked import DISCLOSURES as SSO

ROOT = Path(__file__).parents[2]
DECLARED = {**FILES, **NOTIFICATIONS, **HEADER, **SSO, **CORE}
WRITERS = {"record", "record_for_each", "record_lines"}
_Function = ast.AsyncFunctionDef | ast.FunctionDef


@dataclass(frozen=True)
class _Wrapper:
    """A function that passes a parameter on into an action: ``prefix`` stands before it."""

    file: Path
    name: str
    parameter: str
    place: int | None
    prefix: str


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("profile_core", "blocks", "sso", "embed_header"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file, ast.parse(file.read_text())


TREES = dict(_trees())


def written() -> set[str]:
    """Return every action that the code writes; one that cannot be read out of it raises."""
    found = _Found()
    for file, tree in TREES.items():
        for function, call in _calls(tree):
            if _is_audit(call):
                found.take((file, function), _argument(call, "action", None), "")
    done: set[_Wrapper] = set()
    while found.wrappers - done:
        for one in found.wrappers - done:
            done.add(one)
            _through(one, found)
    return found.actions


def _through(one: _Wrapper, found: "_Found") -> None:
    for file, tree in TREES.items():
        for function, call in _calls(tree):
            if _is_call_of(one, file, tree, call):
                found.take((file, function), _argument(call, one.parameter, one.place), one.prefix)


@dataclass
class _Found:
    """The actions that were read out of the code, and the functions that pass one on."""

    actions: set[str] = field(default_factory=set[str])
    wrappers: set[_Wrapper] = field(default_factory=set[_Wrapper])

    def take(self, within: tuple[Path, _Function | None], value: ast.expr, prefix: str) -> None:
        file, function = within
        match value:
            case ast.Constant(value=str(text)):
                self.actions.add(prefix + text)
            case ast.IfExp(body=body, orelse=other):
                self.take(within, body, prefix)
                self.take(within, other, prefix)
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), ast.FormattedValue(value=inner)]):
                self.take(within, inner, prefix + text)
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                self.actions.add(prefix + _member(file, name, attr))
            case ast.Name(id=name) if function is not None:
                self.wrappers.add(_wrapper(file, function, name, prefix))
            case _:
                raise AssertionError(f"{file}: {ast.unparse(value)} is no action that can be read")


def _wrapper(file: Path, function: _Function, name: str, prefix: str) -> _Wrapper:
    names = [one.arg for one in function.args.args]
    place = names.index(name) if name in names else None
    assert place is not None or name in {one.arg for one in function.args.kwonlyargs}, (file, name)
    return _Wrapper(file, function.name, name, place, prefix)


def _calls(
    tree: ast.Module,
) -> Iterator[tuple[_Function | None, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            yield from ((node, call) for call in ast.walk(node) if isinstance(call, ast.Call))


def _is_audit(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="audit"), attr=attr):
            return attr in WRITERS
        case _:
            return False


def _is_call_of(one: _Wrapper, file: Path, tree: ast.Module, call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=one.name):
            return file == one.file or _imports(tree, one.file.stem, one.name)
        case ast.Attribute(value=ast.Name(id=module), attr=one.name):
            same = file.parts[: len(ROOT.parts) + 1] == one.file.parts[: len(ROOT.parts) + 1]
            return module == one.file.stem and same
    return any(one.name == arg.id for arg in call.args if isinstance(arg, ast.Name)) and file == one.file


def _imports(tree: ast.Module, module: str, name: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith(module)
        and name in {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def _argument(call: ast.Call, name: str, place: int | None) -> ast.expr:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    arguments = call.args
    if place is not None and isinstance(call.func, ast.Name) and call.func.id == "partial":
        arguments = arguments[1:]
    assert place is not None and place < len(arguments), ast.unparse(call)
    return arguments[place]


def _member(file: Path, name: str, attr: str) -> str:
    for node in ast.walk(TREES[file]):
        if isinstance(node, ast.ClassDef) and node.name == name:
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == attr:
                    return ast.literal_eval(line.value)
    raise AssertionError(f"{file}: {name}.{attr} is no action that can be read")


def test_every_action_of_the_code_is_declared():
    actions = written()
    assert {"sso.mandate_given", "address.verified", "sources.asked", "source.paused"} <= actions
    assert not actions - DECLARED.keys(), "a citizen would read a general sentence"
    assert not DECLARED.keys() - actions, "declared, and no code writes it"


def test_each_declaration_speaks_four_languages():
    for action, one in DECLARED.items():
        for said in (one.what, one.why, one.ground):
            assert {item.language for item in said.items} == set(LANGUAGES), action
