"""Start a municipal site: ``python -m profile_core.testing.municipality --config F --port N``."""

from profile_core.testing import process
from profile_core.testing.municipality.app import create_app
from profile_core.testing.municipality.site import Config, open_site

_NAME = "municipality"


def _main() -> None:
    process.refuse_production(_NAME)
    config, arguments = process.read_config(_NAME, Config)
    process.serve(create_app(open_site(config)), arguments)


_main()
