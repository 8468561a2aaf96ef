"""All commands on one screen, and how their expected failures are said."""

import sys

import typer

from profile_core.cli import (
    audit,
    blocks,
    citizen,
    conformance,
    demo,
    directory,
    doctor,
    failures,
    keyring,
    migrate,
    outbound,
    schema,
    serve,
    simulate,
    sources,
    token,
    worker,
)

app = typer.Typer(
    name="citizen-profile",
    help="Run a region: one place for a citizen's dealings with every public body.",
    epilog="Blocks bring commands of their own: citizen-profile blocks list names them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(migrate.migrate)
app.command()(demo.demo)
app.command()(schema.schema)
app.command()(token.token)
app.command()(doctor.doctor)
app.command()(conformance.conformance)
app.add_typer(audit.app, name="audit")
app.add_typer(citizen.app, name="citizen")
app.add_typer(blocks.app, name="blocks")
app.add_typer(directory.app, name="directory")
app.add_typer(keyring.app, name="keyring")
app.add_typer(outbound.app, name="outbound")
app.add_typer(simulate.app, name="simulate")
app.add_typer(sources.app, name="sources")


def main() -> None:
    """Run a command; an expected failure is a sentence on standard error and exit status 1."""
    try:
        blocks.add_commands(app, sys.argv[1:2])
        app()
    except failures.expected() as error:
        typer.secho(failures.explain(error), fg=typer.colors.RED, err=True)
        sys.exit(1)
