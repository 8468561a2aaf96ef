"""The worker with the tests' own listeners, as the target of a process."""

import os
from collections.abc import Mapping, Sequence

from profile_core.kit import log
from profile_core.kit.settings import Settings
from profile_core.worker.process import run
from profile_core.worker.settings import WorkerSettings
from tests.gateway.platforms import played
from tests.worker import hearing


def work(parts: Sequence[str], environment: Mapping[str, str]) -> None:
    """Work with the named parts of ``hearing`` until SIGTERM."""
    os.environ.update(environment)
    settings = Settings()
    log.configure(settings.log_format)
    chosen = [getattr(hearing, name.upper()) for name in parts]
    run(played(settings, hearing.block(*chosen)), WorkerSettings())
