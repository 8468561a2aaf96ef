"""Commands that blocks bring: by group, shared where two name the same, refused where a name is taken."""

import subprocess
import sys

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

from profile_core.cli.blocks import add_groups
from profile_core.contract import Block, InvalidError, Opener, texts
from tests.cli.conftest import ROOT, Run


def _block(name: str, group: str, *commands: str) -> Block:
    def _commands(_: Opener) -> typer.Typer:
        app = typer.Typer(help=f"Help of {name}.")
        for command in commands:
            app.command(command)(lambda: typer.echo(name))
        return app

    return Block(name=name, title=texts(nl=name, fr=name, de=name, en=name), cli={group: _commands})


def _core() -> typer.Typer:
    core = typer.Typer()
    core.command("serve")(lambda: None)
    directory = typer.Typer()
    directory.command("load")(lambda: None)
    core.add_typer(directory, name="directory")
    return core


def test_groups_of_one_name_are_one_group() -> None:
    core = _core()
    add_groups(core, [_block("a", "keys", "list"), _block("b", "keys", "rotate")])
    assert [*get_group(core).commands] == ["serve", "directory", "keys"]
    for command, said in (("list", "a"), ("rotate", "b")):
        assert CliRunner().invoke(core, ["keys", command]).output == f"{said}\n"
    assert "Help of a." in CliRunner().invoke(core, ["keys", "--help"]).output


def test_command_given_twice_stops_the_start() -> None:
    with pytest.raises(InvalidError, match="keys list, which 'b' brings"):
        add_groups(_core(), [_block("a", "keys", "list"), _block("b", "keys", "list", "rotate")])


@pytest.mark.parametrize("name", ["serve", "directory"])
def test_name_of_the_core_stops_the_start(name: str) -> None:
    with pytest.raises(InvalidError, match="that name is the core's"):
        add_groups(_core(), [_block("a", name, "list")])


def test_no_command_of_the_core_loads_a_block() -> None:
    code = (
        "import sys; sys.argv[1:] = ['keyring', '--help']; from profile_core.cli import main\ntry: main()\n"
    )
    code += (
        "except SystemExit: print([name for name in ('strawberry', 'sso', 'blocks') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_listed_blocks_name_their_commands(run: Run) -> None:
    listed = run("blocks", "list", blocks="notifications").stdout
    said = {*listed.replace("│", " ").replace(",", " ").split()}
    assert {"addresses", "notifications", "types", "push"} <= said
