"""The command itself: prepare, start, tell the story, wait, stop."""

from pathlib import Path
from typing import Annotated

import typer

_VAR = Path("var")


def demo(
    *,
    tls: Annotated[
        bool, typer.Option("--tls", help="Serve all of it on https, by certificates made for it.")
    ] = False,
) -> None:
    """Run a region on this machine: gateway, worker, two municipal sites, a provider that pushes, three that are asked.

    Two identity providers and two registers of who may act for whom stand outside of it; its mail comes to a mailbox with a page.
    DEMO_PORT moves it (8400 and the nine ports after it). Everything it keeps is in var/.
    """
    from profile_core.cli.demo.plan import plan_of
    from profile_core.cli.demo.prepare import prepare
    from profile_core.cli.demo.processes import Region
    from profile_core.cli.demo.story import story

    plan = plan_of(_VAR, tls=tls)
    plan.check_ports()
    with Region(plan) as region:
        prepare(plan)
        region.start()
        typer.echo(story(plan))
        region.wait()
    typer.echo("Stopped. What the region kept is in var/; take it away to begin anew.")
