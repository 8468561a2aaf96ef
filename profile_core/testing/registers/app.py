"""The web application: every address of a register on one screen."""

from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from profile_core.testing.registers import answers, faults
from profile_core.testing.registers.register import Register


def create_app(register: Register) -> Starlette:
    """Build a register."""
    return Starlette(
        max_body_size=64 * 1024,
        routes=[
            Route("/", partial(answers.about, register)),
            Route("/roles", partial(answers.roles, register), methods=["POST"]),
            Route("/fault", partial(faults.switch, register), methods=["PUT"]),
        ],
    )
