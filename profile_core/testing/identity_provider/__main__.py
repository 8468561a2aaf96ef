"""Start the test identity provider: ``python -m profile_core.testing.identity_provider --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.identity_provider.app import create_app
from profile_core.testing.identity_provider.provider import Config

_NAME = "identity_provider"


def _main() -> None:
    process.refuse_production(_NAME)
    config, arguments = process.read_config(_NAME, Config)
    process.serve(create_app(config), arguments)


_main()
