"""Start sources: ``python -m profile_core.testing.source --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.source.app import create_app
from profile_core.testing.source.config import Config

_NAME = "source"


def _main() -> None:
    process.refuse_production(_NAME)
    config, arguments = process.read_config(_NAME, Config)
    process.serve(create_app(config), arguments)


_main()
