"""Start a mailbox: ``python -m profile_core.testing.mailbox --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.mailbox.app import Config, create_app

_NAME = "mailbox"


def _main() -> None:
    process.refuse_production(_NAME)
    config, where = process.read_config(_NAME, Config)
    process.serve(create_app(config), where)


_main()
