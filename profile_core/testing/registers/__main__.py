"""Start a register: ``python -m profile_core.testing.registers --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.registers.app import create_app
from profile_core.testing.registers.register import Config, Register

_NAME = "registers"


def _main() -> None:
    process.refuse_production(_NAME)
    config, arguments = process.read_config(_NAME, Config)
    process.serve(create_app(Register(config=config)), arguments)


_main()
