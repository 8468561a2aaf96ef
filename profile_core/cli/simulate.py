"""``citizen-profile simulate``: what stands outside, played on this machine."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Annotated

import typer

app = typer.Typer(help="Play a provider on this machine, to try things with.", no_args_is_help=True)
_LIST = "help"
_Port = Annotated[int, typer.Option(help="Where it answers, on 127.0.0.1.", min=1, max=65535)]
_Subjects = Annotated[
    list[str] | None, typer.Option("--subject", help="A synthetic number that has items; once for each.")
]
_Items = Annotated[int, typer.Option(help="How many items each subject has.", min=0, max=10_000)]
_Faults = Annotated[
    list[str] | None,
    typer.Option("--fault", help="How it misbehaves; once for each. 'help' lists all faults."),
]
_JwksUri = Annotated[str, typer.Option(help="Where the issuer's keys are, if its metadata do not say.")]
_Issuer = Annotated[str, typer.Option(help="Whose signature it believes; ours is the profile's own address.")]
_Seed = Annotated[int, typer.Option(help="Another seed makes other items, the same each time.")]


@app.callback()
def simulate() -> None:
    """Play a provider on this machine, to try things with."""


@app.command()
def source(
    *,
    port: _Port = 8610,
    subject: _Subjects = None,
    items: _Items = 20,
    fault: _Faults = None,
    jwks_uri: _JwksUri = "",
    issuer: _Issuer = "http://localhost:8699",
    seed: _Seed = 1,
) -> None:
    """Answer as a source whose data stay with the provider (docs/source-api), until it is stopped."""
    if _LIST in (fault or ()):
        _list_faults()
        return
    from profile_core.testing import process
    from profile_core.testing.source.app import create_app
    from profile_core.testing.source.config import Config, Served

    process.refuse_production("simulate source")
    subjects = tuple(_number(one) for one in subject or ())
    served = Served(subjects=subjects, items=items, faults=_known(fault or ()), seed=seed)
    source = create_app(Config(issuer=issuer, jwks_uri=jwks_uri, source=served))
    typer.echo(f"A source at http://localhost:{port} that believes {issuer}. Stop it with Ctrl-C.")
    process.serve(source, Namespace(port=port, certificate=None))


def _list_faults() -> None:
    from profile_core.testing.source.faults import FAULTS

    width = max(map(len, FAULTS))
    for name, fault in FAULTS.items():
        typer.echo(f"{name:{width}}  {fault.sentence}")


def _known(names: Sequence[str]) -> tuple[str, ...]:
    from profile_core.testing.source.faults import FAULTS

    if unknown := set(names) - FAULTS.keys():
        raise typer.BadParameter(f"There is no fault {min(unknown)}. --fault help lists all.")
    return tuple(names)


def _number(said: str) -> str:
    """Return the digits of a synthetic number; the message does not repeat what was typed."""
    from profile_core.kit.numbers import enterprise_number, national_number

    number = national_number(said) or enterprise_number(said)
    if number is None:
        raise typer.BadParameter("A subject is a valid national or enterprise number. Use synthetic ones.")
    return number
