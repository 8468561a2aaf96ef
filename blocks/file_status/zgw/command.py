"""``citizen-profile files zgw PLAN.yaml``: the process that stands between a case system and the profile."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from blocks.file_status.csv_file import command
from blocks.file_status.zgw import plan as plans
from blocks.file_status.zgw.answering import Answers
from blocks.file_status.zgw.app import create_app
from blocks.file_status.zgw.caller import Caller
from blocks.file_status.zgw.catalogue import Catalogue
from blocks.file_status.zgw.plan import Plan
from blocks.file_status.zgw.register import Register
from profile_core.contract import GuardedClient, InvalidError, Opener, Settings, log

_DEADLINE = 4.0
_LARGEST = 4 * 1024 * 1024
_SHORTEST_SECRET = 16


def commands(opener: Opener) -> typer.Typer:
    """Return the commands of a provider's programs; none needs a database."""
    app = command.commands(opener)
    app.command()(zgw)
    return app


def zgw(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan, a YAML file.")],
    port: Annotated[int, typer.Option(help="Where it listens.", min=1, max=65535)] = 8620,
    host: Annotated[str, typer.Option(help="On which address it listens.")] = "127.0.0.1",
) -> None:
    """Answer for a case system that speaks the Zaken API, until it is stopped; nothing of it is kept."""
    plan = plans.read(file)
    secret = _secret(file, plan)
    log.configure()
    asyncio.run(_serve(plan, secret, host, port))


async def _serve(plan: Plan, secret: bytes, host: str, port: int) -> None:
    """Serve; the case system may lie in a network of the provider's own, the profile is anybody's."""
    async with (
        GuardedClient(production=False, deadline=_DEADLINE, largest=_LARGEST) as cases,
        GuardedClient(production=Settings().production, deadline=_DEADLINE) as profile,
    ):
        register = Register(cases, plan, secret)
        answers = Answers(plan=plan, register=register, catalogue=Catalogue(register))
        app = create_app(answers, Caller(profile=plan.profile, http=profile))
        server = uvicorn.Server(
            uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, server_header=False)
        )
        await server.serve()


def _secret(file: Path, plan: Plan) -> bytes:
    """Read what the client's tokens are signed with; a relative name lies beside the plan."""
    where = file.parent / plan.secret_file
    try:
        secret = where.read_bytes().strip()
    except OSError as error:
        raise InvalidError("zgw.secret", f"{where} cannot be read: {error.strerror}.") from error
    if len(secret) < _SHORTEST_SECRET:
        raise InvalidError("zgw.secret", f"{where} holds no secret of {_SHORTEST_SECRET} characters or more.")
    return secret
