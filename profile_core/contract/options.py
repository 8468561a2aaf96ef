"""What the command lines of providers' programs ask for, each named and explained the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Spreadsheet = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file with a header.")]
Application = Annotated[str, typer.Option(help="Your application, as the directory knows it.")]
Key = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Its private JWK.")]
Gateway = Annotated[str | None, typer.Option(help="The region; CITIZEN_PROFILE_PUBLIC_URL otherwise.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, send nothing.")]
Errors = Annotated[Path | None, typer.Option(help="Where errors go; FILE.errors.csv otherwise.")]
