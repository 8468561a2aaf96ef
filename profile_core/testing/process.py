"""How a simulator starts: ``--config FILE``, ``--port`` and ``--certificate``, on the loopback address only."""

import argparse
from pathlib import Path
from typing import TypeVar

import msgspec
import uvicorn
from starlette.types import ASGIApp

from profile_core.kit import log
from profile_core.kit.settings import Settings

LOOPBACK = "127.0.0.1"
Config = TypeVar("Config", bound=msgspec.Struct)


class NotHereError(SystemExit):
    """A simulator was started where real citizens are served."""


def refuse_production(what: str) -> None:
    """End the process when the deployment is marked production."""
    if Settings().production:
        raise NotHereError(
            f"{what} is a simulator and never runs in production. "
            "Unset CITIZEN_PROFILE_ENVIRONMENT=production, or do not start it."
        )


def read_config(what: str, config_type: type[Config]) -> tuple[Config, argparse.Namespace]:
    """Read the command line of a simulator and the configuration file that it names."""
    parser = argparse.ArgumentParser(prog=what, description=f"Start the simulator {what}.")
    parser.add_argument("--config", type=Path, required=True, help="JSON file with the configuration")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (a server needs one)")
    parser.add_argument("--certificate", type=Path, help="PEM file with key and certificates, for https")
    arguments = parser.parse_args()
    try:
        return msgspec.json.decode(arguments.config.read_bytes(), type=config_type), arguments
    except (OSError, msgspec.DecodeError) as error:
        raise SystemExit(f"{what}: {arguments.config} cannot be used: {error}") from error


def serve(app: ASGIApp, where: argparse.Namespace) -> None:
    """Serve where the command line says, until SIGINT or SIGTERM."""
    log.configure()
    uvicorn.run(
        app,
        host=LOOPBACK,
        port=where.port,
        ssl_certfile=where.certificate,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
