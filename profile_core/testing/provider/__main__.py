"""Start a pushing provider: ``python -m profile_core.testing.provider --config F``."""

import asyncio

from profile_core.kit import log
from profile_core.testing import process
from profile_core.testing.provider.push import Config, push_forever

_NAME = "provider"


def _main() -> None:
    process.refuse_production(_NAME)
    config, _ = process.read_config(_NAME, Config)
    log.configure()
    try:
        asyncio.run(push_forever(config))
    except KeyboardInterrupt:
        return


_main()
