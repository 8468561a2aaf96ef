"""Start a case system: ``python -m profile_core.testing.zaken --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.zaken.app import create_app
from profile_core.testing.zaken.config import Config

_NAME = "zaken"


def _main() -> None:
    process.refuse_production(_NAME)
    config, arguments = process.read_config(_NAME, Config)
    process.serve(create_app(config), arguments)


_main()
